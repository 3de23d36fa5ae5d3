#include "wasm/text/line_images.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <map>

#include "tests/wasm/fake_line_drawer.h"

namespace palaver::text {

TEST_CASE("Line images: a line is drawn once, however often it is seen", "[text]") {
  FakeLineDrawer drawer;
  LineImages images(drawer);
  for (int frame = 0; frame < 3; ++frame) {
    images.begin_frame(1);
    CHECK(images.get({7, 10, 20 + static_cast<float>(frame)}));
  }
  CHECK(drawer.draws == 1);
  CHECK(images.drawn() == 1);
}

TEST_CASE("Line images: pictures lie on whole device pixels", "[text]") {
  FakeLineDrawer drawer;  // ink 2 pixels left of and 12 above where the line starts
  LineImages images(drawer);
  images.begin_frame(2);
  const auto image = images.get({1, 10.3F, 20.3F});
  REQUIRE(image);
  CHECK(image->place.x * 2 == Catch::Approx(20 - 2));
  CHECK(image->place.y * 2 == Catch::Approx(41 - 12));
  CHECK(image->place.w * 2 == Catch::Approx(FakeLineDrawer::kWidth));
  CHECK(image->u1 * LineImages::kPageWidth == Catch::Approx(FakeLineDrawer::kWidth));
}

TEST_CASE("Line images: a line without ink is asked for once and has no picture", "[text]") {
  FakeLineDrawer drawer;
  drawer.blank = 5;
  LineImages images(drawer);
  images.begin_frame(1);
  CHECK_FALSE(images.get({5, 0, 0}));
  images.begin_frame(1);
  CHECK_FALSE(images.get({5, 0, 0}));
  CHECK(drawer.draws == 1);
}

TEST_CASE("Line images: another scale makes every picture anew", "[text]") {
  FakeLineDrawer drawer;
  LineImages images(drawer);
  images.begin_frame(1);
  REQUIRE(images.get({1, 0, 0}));
  images.begin_frame(2);
  REQUIRE(images.get({1, 0, 0}));
  CHECK(drawer.draws == 2);
  SECTION("and so does a lost context") {
    images.forget();
    REQUIRE(images.get({1, 0, 0}));
    CHECK(drawer.draws == 3);
  }
}

TEST_CASE("Line images: more lines than there is room for still all show in their frame",
          "[text]") {
  FakeLineDrawer drawer;
  LineImages images(drawer);
  std::int32_t id = 1;
  for (int frame = 0; frame < 50; ++frame) {
    images.begin_frame(1);
    for (int line = 0; line < 100; ++line) CHECK(images.get({id++, 0, 0}));
  }
  CHECK(drawer.pages <= LineImages::kMaxPages);
}

}  // namespace palaver::text
