// Cairo, as far as our pictures need it. It brings twenty libraries along, those of the X Window System among
// them: they are loaded with the first picture, so that an emulator that draws none starts without.
#pragma once

#include <cairo/cairo.h>

namespace borealis::emulator {

/// Functions by their names without cairo_.
struct cairo_library {
    /// Throws std::runtime_error where cairo is not installed.
    cairo_library();

    decltype(&cairo_arc) arc;
    decltype(&cairo_arc_negative) arc_negative;
    decltype(&cairo_clip) clip;
    decltype(&cairo_close_path) close_path;
    decltype(&cairo_create) create;
    decltype(&cairo_destroy) destroy;
    decltype(&cairo_fill) fill;
    decltype(&cairo_image_surface_create) image_surface_create;
    decltype(&cairo_line_to) line_to;
    decltype(&cairo_move_to) move_to;
    decltype(&cairo_new_path) new_path;
    decltype(&cairo_rectangle) rectangle;
    decltype(&cairo_reset_clip) reset_clip;
    decltype(&cairo_restore) restore;
    decltype(&cairo_rotate) rotate;
    decltype(&cairo_save) save;
    decltype(&cairo_select_font_face) select_font_face;
    decltype(&cairo_set_dash) set_dash;
    decltype(&cairo_set_font_size) set_font_size;
    decltype(&cairo_set_line_cap) set_line_cap;
    decltype(&cairo_set_line_join) set_line_join;
    decltype(&cairo_set_line_width) set_line_width;
    decltype(&cairo_set_source_rgba) set_source_rgba;
    decltype(&cairo_show_text) show_text;
    decltype(&cairo_status) status;
    decltype(&cairo_status_to_string) status_to_string;
    decltype(&cairo_stroke) stroke;
    decltype(&cairo_surface_destroy) surface_destroy;
    decltype(&cairo_surface_write_to_png_stream) surface_write_to_png_stream;
    decltype(&cairo_text_extents) text_extents;
    decltype(&cairo_translate) translate;
};

/// Loads it the first time, and tries again after a failure.
const cairo_library& cairo();

} // namespace borealis::emulator
