// Package scene reads what the user names as the scene: a scene file, the
// models and pictures that it uses, or a model by itself.
//
// A scene file is YAML, strict and versioned. Parse either returns a scene
// whose every value lies within the limits stated here, or every fault of the
// file, each with its line, the field, what is wrong and what to type instead.
package scene
