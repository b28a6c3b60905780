// builtin:room for POV-Ray: the same spheres, camera and place of the light.
// POV-Ray shades locally here: no shadow rays, no light from wall to wall.
#version 3.7;
global_settings { assumed_gamma 1 max_trace_level 8 ambient_light rgb <0.2, 0.2, 0.22> }
background { rgb <0.2, 0.2, 0.22> }
camera { perspective location 0 right 2*x up 2*y direction -z }
light_source { <-0.5, 2.5, -2.5> rgb <0.95, 0.95, 1> shadowless }

#macro Ball(Centre, Radius, Colour, Mirror, Clear)
  sphere {
    Centre, Radius
    pigment { rgb Colour transmit Clear }
    finish { ambient 1 diffuse 1 reflection Mirror }
    interior { ior 1.52 }
  }
#end

Ball(<-1.5, -0.4, -3.2>, 0.5, <0.98, 0.99, 1>, 0.1, 0.92)
Ball(<-0.3, -0.4, -3.8>, 0.7, <0.4, 0.85, 0.4>, 0, 0)
Ball(<1.2, -0.4, -3.5>, 0.6, <0.65, 0.65, 0.7>, 0.25, 0)
Ball(<0, -1000, -4>, 998.5, <0.9, 0.9, 0.9>, 0.1, 0)
Ball(<0, 1004, -4>, 1000, <0.9, 0.9, 0.9>, 0.1, 0)
Ball(<0, 0, -1008>, 1000, <0.85, 0.85, 0.85>, 0.05, 0)
Ball(<-1004, 0, -4>, 1000, <0.9, 0.4, 0.4>, 0.05, 0)
Ball(<1004, 0, -4>, 1000, <0.4, 0.4, 0.9>, 0.05, 0)
