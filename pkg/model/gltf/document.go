package gltf

import "encoding/json"

// A document is the JSON of a file, as far as it is read. Names are those of the
// specification. A property that a file may omit is a pointer, or its default is
// the zero value.
type document struct {
	required []string
	scene    *integer

	scenes    []scene
	nodes     []node
	meshes    []mesh
	skins     []skin
	accessors []accessor
	views     []view
	buffers   []buffer
	materials []material
	textures  []textureSource
	images    []imageInfo
	samplers  []sampler
	cameras   []camera
	lights    []light

	animations json.RawMessage // a list of animation, which nobody needs at rest
}

type scene struct {
	Nodes []integer
}

type node struct {
	Mesh, Skin, Camera                   *integer
	Children                             []integer
	Matrix, Translation, Rotation, Scale []float64
	Weights                              []float64
	Extensions                           struct {
		Light *struct {
			Light integer
		} `json:"KHR_lights_punctual"`
		Instancing *struct {
			Attributes struct {
				Translation *integer `json:"TRANSLATION"`
				Rotation    *integer `json:"ROTATION"`
				Scale       *integer `json:"SCALE"`
			}
		} `json:"EXT_mesh_gpu_instancing"`
	}
}

type mesh struct {
	Primitives json.RawMessage
	Weights    []float64
}

type skin struct {
	InverseBindMatrices *integer
	Joints              []integer
}

type animation struct {
	Name     string
	Channels []channel
	Samplers []struct {
		Input, Output *integer
		Interpolation string
	}
}

type channel struct {
	Sampler *integer
	Target  struct {
		Node       *integer
		Path       string
		Extensions struct {
			Pointer *struct {
				Pointer string
			} `json:"KHR_animation_pointer"`
		}
	}
}

type primitive struct {
	Attributes struct {
		Position *integer `json:"POSITION"`
		Normal   *integer `json:"NORMAL"`
		UV0      *integer `json:"TEXCOORD_0"`
		UV1      *integer `json:"TEXCOORD_1"`
		Color    *integer `json:"COLOR_0"`
		Joints0  *integer `json:"JOINTS_0"`
		Joints1  *integer `json:"JOINTS_1"`
		Joints2  *integer `json:"JOINTS_2"`
		Joints3  *integer `json:"JOINTS_3"`
		Weights0 *integer `json:"WEIGHTS_0"`
		Weights1 *integer `json:"WEIGHTS_1"`
		Weights2 *integer `json:"WEIGHTS_2"`
		Weights3 *integer `json:"WEIGHTS_3"`
	}
	Targets []struct {
		Position *integer `json:"POSITION"`
		Normal   *integer `json:"NORMAL"`
	}
	Indices, Material, Mode *integer
}

type accessor struct {
	BufferView                       *integer
	ByteOffset, ComponentType, Count integer
	Normalized                       bool
	Type                             string
	Sparse                           *sparse
}

type sparse struct {
	Count   integer
	Indices struct {
		BufferView                *integer
		ByteOffset, ComponentType integer
	}
	Values struct {
		BufferView *integer
		ByteOffset integer
	}
}

type view struct {
	Buffer, ByteOffset, ByteLength, ByteStride integer
	Extensions                                 struct {
		Meshopt *meshoptView `json:"EXT_meshopt_compression"`
	}
}

type meshoptView struct {
	Buffer, ByteOffset, ByteLength, ByteStride, Count integer
	Mode, Filter                                      string
}

type buffer struct {
	URI        string `json:"uri"`
	ByteLength integer
}

type material struct {
	Name string
	PBR  *struct {
		BaseColorFactor                 []float64
		MetallicFactor, RoughnessFactor *float64
		BaseColorTexture                *textureInfo
		MetallicRoughnessTexture        *textureInfo
	} `json:"pbrMetallicRoughness"`
	NormalTexture   *textureInfo
	EmissiveTexture *textureInfo
	EmissiveFactor  []float64
	AlphaMode       string
	AlphaCutoff     *float64
	DoubleSided     bool
	Extensions      struct {
		Unlit            *struct{} `json:"KHR_materials_unlit"`
		EmissiveStrength *struct {
			EmissiveStrength *float64
		} `json:"KHR_materials_emissive_strength"`
		IOR *struct {
			IOR *float64 `json:"ior"`
		} `json:"KHR_materials_ior"`
		Transmission *struct {
			TransmissionFactor  float64
			TransmissionTexture *textureInfo
		} `json:"KHR_materials_transmission"`
		Volume *struct {
			ThicknessFactor     float64
			AttenuationDistance *float64
			AttenuationColor    []float64
		} `json:"KHR_materials_volume"`
		Specular *struct {
			SpecularFactor      *float64
			SpecularColorFactor []float64
		} `json:"KHR_materials_specular"`
		Clearcoat *struct {
			ClearcoatFactor, ClearcoatRoughnessFactor float64
			ClearcoatTexture                          *textureInfo
		} `json:"KHR_materials_clearcoat"`
		SpecularGlossiness *specularGlossinessInfo `json:"KHR_materials_pbrSpecularGlossiness"`
	}
}

type specularGlossinessInfo struct {
	DiffuseFactor, SpecularFactor []float64
	GlossinessFactor              *float64
	DiffuseTexture                *textureInfo
	SpecularGlossinessTexture     *textureInfo
}

type textureInfo struct {
	Index      *integer
	TexCoord   integer
	Scale      *float64 // of a normal map
	Extensions struct {
		Transform *struct {
			Offset, Scale []float64
			Rotation      float64
			TexCoord      *integer
		} `json:"KHR_texture_transform"`
	}
}

type textureSource struct {
	Source, Sampler *integer
	Extensions      struct {
		WebP *struct {
			Source *integer
		} `json:"EXT_texture_webp"`
	}
}

type imageInfo struct {
	Name       string
	URI        string `json:"uri"`
	BufferView *integer
}

type sampler struct {
	MagFilter    integer
	WrapS, WrapT integer
}

type camera struct {
	Type        string
	Perspective *struct {
		YFOV float64 `json:"yfov"`
	}
	Orthographic *struct {
		YMag float64 `json:"ymag"`
	}
}

type light struct {
	Type      string
	Color     []float64
	Intensity *float64
	Spot      *struct {
		InnerConeAngle float64
		OuterConeAngle *float64
	}
}
