// Where images of text lines lie in a few large textures: pages are cut into strips as high as
// their lines, lines stand side by side in a strip, and the strip that was not used for longest
// makes room. Holds no pixels and no textures. Units: device pixels. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace palaver::text {

class StripAtlas {
 public:
  struct Place {
    int page = 0;
    int x = 0;
    int y = 0;
    bool operator==(const Place&) const = default;
  };

  // Pages are taken one by one as they are needed, at most `max_pages`.
  StripAtlas(int page_width, int page_height, int max_pages);

  // Where the image `id` is; nothing when it is not here (any more). Counts as a use in `frame`.
  std::optional<Place> find(std::int32_t id, std::uint64_t frame);

  // A place for a new image. Strips used in `frame` are never given away. Nothing when the image is
  // larger than a page, or when everything is in use.
  std::optional<Place> add(std::int32_t id, int width, int height, std::uint64_t frame);

  // Forgets every image and page, as after a lost context.
  void clear();

  int page_count() const { return static_cast<int>(pages_.size()); }
  std::size_t image_count() const { return images_.size(); }

 private:
  struct Strip {
    int page = 0;
    int y = 0;
    int height = 0;
    int next_x = 0;
    std::uint64_t used = 0;
    std::vector<std::int32_t> ids;
  };
  struct Image {
    Place place;
    std::size_t strip = 0;
  };
  struct Page {
    int next_y = 0;
  };

  Place put(std::size_t strip, std::int32_t id, int width, std::uint64_t frame);
  std::optional<std::size_t> strip_with_room(int width, int height) const;
  std::optional<std::size_t> new_strip(int height);
  std::optional<std::size_t> oldest_strip(int height, std::uint64_t frame) const;
  bool clear_oldest_page(std::uint64_t frame);
  void empty(Strip& strip);

  int page_width_;
  int page_height_;
  int max_pages_;
  std::vector<Page> pages_;
  std::vector<Strip> strips_;
  std::unordered_map<std::int32_t, Image> images_;
};

}  // namespace palaver::text
