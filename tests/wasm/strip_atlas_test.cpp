#include "wasm/text/strip_atlas.h"

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <random>
#include <vector>

namespace palaver::text {

TEST_CASE("Strip atlas: lines of one height stand side by side", "[text]") {
  StripAtlas atlas(100, 64, 1);
  CHECK(atlas.add(1, 40, 16, 1) == StripAtlas::Place{0, 0, 0});
  CHECK(atlas.add(2, 40, 15, 1) == StripAtlas::Place{0, 40, 0});
  CHECK(atlas.add(3, 40, 16, 1) == StripAtlas::Place{0, 0, 16});  // no room left beside them
  CHECK(atlas.add(4, 10, 24, 1) == StripAtlas::Place{0, 0, 32});
  CHECK(atlas.find(2, 1) == StripAtlas::Place{0, 40, 0});
  CHECK_FALSE(atlas.find(5, 1));
}

TEST_CASE("Strip atlas: the strip that was not used for longest makes room", "[text]") {
  StripAtlas atlas(100, 32, 1);
  REQUIRE(atlas.add(1, 100, 16, 1));
  REQUIRE(atlas.add(2, 100, 16, 2));
  REQUIRE(atlas.find(1, 3));  // seen again: 2 is the older one now
  CHECK(atlas.add(3, 100, 16, 4) == StripAtlas::Place{0, 0, 16});
  CHECK(atlas.find(1, 4));
  CHECK_FALSE(atlas.find(2, 4));
}

TEST_CASE("Strip atlas: what is used in this frame stays", "[text]") {
  StripAtlas atlas(100, 32, 1);
  REQUIRE(atlas.add(1, 100, 16, 5));
  REQUIRE(atlas.add(2, 100, 16, 5));
  CHECK_FALSE(atlas.add(3, 100, 16, 5));
  CHECK(atlas.find(1, 5));
  CHECK(atlas.find(2, 5));
  CHECK(atlas.add(3, 100, 16, 6));
}

TEST_CASE("Strip atlas: a page is cut anew for lines of another height", "[text]") {
  StripAtlas atlas(100, 32, 1);
  REQUIRE(atlas.add(1, 100, 16, 1));
  REQUIRE(atlas.add(2, 100, 16, 1));
  CHECK(atlas.add(3, 100, 32, 2) == StripAtlas::Place{0, 0, 0});
  CHECK_FALSE(atlas.find(1, 2));
  CHECK_FALSE(atlas.find(2, 2));
}

TEST_CASE("Strip atlas: pages are taken as they are needed, up to the limit", "[text]") {
  StripAtlas atlas(100, 16, 2);
  CHECK(atlas.page_count() == 0);
  REQUIRE(atlas.add(1, 100, 16, 1));
  CHECK(atlas.page_count() == 1);
  CHECK(atlas.add(2, 100, 16, 1) == StripAtlas::Place{1, 0, 0});
  CHECK_FALSE(atlas.add(3, 100, 16, 1));
  CHECK(atlas.page_count() == 2);
}

TEST_CASE("Strip atlas: an image larger than a page has no place", "[text]") {
  StripAtlas atlas(100, 32, 1);
  CHECK_FALSE(atlas.add(1, 101, 16, 1));
  CHECK_FALSE(atlas.add(2, 10, 33, 1));
  CHECK_FALSE(atlas.add(3, 0, 16, 1));
  CHECK(atlas.image_count() == 0);
}

TEST_CASE("Strip atlas: after a lost context it is empty", "[text]") {
  StripAtlas atlas(100, 32, 1);
  REQUIRE(atlas.add(1, 100, 16, 1));
  atlas.clear();
  CHECK_FALSE(atlas.find(1, 1));
  CHECK(atlas.page_count() == 0);
  CHECK(atlas.add(2, 100, 16, 1) == StripAtlas::Place{0, 0, 0});
}

TEST_CASE("Strip atlas: no two images that are in it ever overlap", "[text]") {
  StripAtlas atlas(256, 128, 2);
  std::mt19937 random(3);
  struct Size {
    int width, height;
  };
  std::map<std::int32_t, Size> sizes;
  std::int32_t next = 1;
  for (std::uint64_t frame = 1; frame < 400; ++frame) {
    for (int i = 0; i < 5; ++i) {
      const Size size{1 + static_cast<int>(random() % 200), 1 + static_cast<int>(random() % 40)};
      if (atlas.add(next, size.width, size.height, frame)) sizes[next] = size;
      ++next;
    }
    struct Placed {
      StripAtlas::Place place;
      Size size;
    };
    std::vector<Placed> placed;
    for (const auto& [id, size] : sizes) {
      // Found in the past: looking must not count as a use.
      if (const auto place = atlas.find(id, 0)) placed.push_back({*place, size});
    }
    REQUIRE(placed.size() == atlas.image_count());
    for (std::size_t a = 0; a < placed.size(); ++a) {
      const auto& p = placed[a];
      REQUIRE(p.place.x + p.size.width <= 256);
      REQUIRE(p.place.y + p.size.height <= 128);
      for (std::size_t b = 0; b < a; ++b) {
        const auto& q = placed[b];
        const bool apart = p.place.page != q.place.page || p.place.x + p.size.width <= q.place.x ||
                           q.place.x + q.size.width <= p.place.x ||
                           p.place.y + p.size.height <= q.place.y ||
                           q.place.y + q.size.height <= p.place.y;
        REQUIRE(apart);
      }
    }
  }
}

}  // namespace palaver::text
