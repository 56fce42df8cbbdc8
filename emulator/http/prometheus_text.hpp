// The text that Prometheus reads. Source: Prometheus documentation, "Text-based format", version 0.0.4.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace borealis::emulator {

class prometheus_text {
  public:
    using labels = std::vector<std::pair<std::string_view, std::string_view>>;

    static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

    /// Begins a family: all its samples follow, and no other family has its name. `type` is "counter",
    /// "gauge" or "histogram".
    void family(std::string_view name, std::string_view type, std::string_view help);
    /// Of the family begun last; a histogram's samples have a suffix: "_bucket".
    void sample(const labels& of, double value, std::string_view suffix = {});

    std::string take() { return std::move(text_); }

  private:
    std::string text_;
    std::string name_;
};

} // namespace borealis::emulator
