#include "server/gateway/groups.h"

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

using palaver::gateway::Groups;
using Ids = std::vector<std::string>;

TEST_CASE("Groups: who joins is a member until it leaves", "[gateway]") {
  Groups groups;
  CHECK(groups.join("red", "b"));
  CHECK(groups.join("red", "a"));
  CHECK(groups.join("red", "a"));
  CHECK(groups.join("blue", "a"));
  CHECK(groups.members("red") == Ids{"a", "b"});
  groups.leave("red", "a");
  groups.leave("red", "nobody");
  groups.leave("green", "a");
  CHECK(groups.members("red") == Ids{"b"});
  CHECK(groups.members("blue") == Ids{"a"});
  CHECK(groups.members("green").empty());
}

TEST_CASE("Groups: who has gone is in none", "[gateway]") {
  Groups groups;
  REQUIRE(groups.join("red", "a"));
  REQUIRE(groups.join("blue", "a"));
  REQUIRE(groups.join("blue", "b"));
  groups.forget("a");
  groups.forget("nobody");
  CHECK(groups.members("red").empty());
  CHECK(groups.members("blue") == Ids{"b"});
  CHECK(groups.count() == 1);
}

TEST_CASE("Groups: a connection may be in so many groups", "[gateway]") {
  Groups groups;
  for (std::size_t i = 0; i < Groups::kGroupsOfConnection; ++i) {
    REQUIRE(groups.join(std::to_string(i), "a"));
  }
  CHECK_FALSE(groups.join("one more", "a"));
  CHECK(groups.join("0", "a"));
  groups.leave("0", "a");
  CHECK(groups.join("one more", "a"));
}

TEST_CASE("Groups: any sequence leaves what a plain table of pairs leaves", "[gateway]") {
  std::mt19937 random(1);
  Groups groups;
  std::set<std::pair<std::string, std::string>> table;
  const auto pick = [&random](char first) {
    return std::string(1, static_cast<char>(first + static_cast<int>(random() % 6)));
  };
  for (int step = 0; step < 5000; ++step) {
    const std::string group = pick('A');
    const std::string id = pick('a');
    switch (random() % 5) {
      case 0:
        groups.forget(id);
        std::erase_if(table, [&id](const auto& pair) { return pair.second == id; });
        break;
      case 1:
      case 2:
        groups.leave(group, id);
        table.erase({group, id});
        break;
      default:
        REQUIRE(groups.join(group, id));
        table.insert({group, id});
    }
    Ids expected;
    for (const auto& [of, member] : table) {
      if (of == group) expected.push_back(member);
    }
    REQUIRE(groups.members(group) == expected);
  }
  std::set<std::string> names;
  for (const auto& pair : table) names.insert(pair.first);
  CHECK(groups.count() == names.size());
}
