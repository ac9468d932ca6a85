#ifndef AUREOLE_TEST_H
#define AUREOLE_TEST_H

#include <cstdint>
#include <cstdio>
#include <cstdlib>

// Counts checks, and ends the program at the first that fails.
inline int checks = 0;

inline void Check(bool condition, const char* what, const char* file, int line) {
  checks++;
  if (!condition) {
    std::fprintf(stderr, "%s:%d: %s\n", file, line, what);
    std::exit(1);
  }
}
#define CHECK(condition) Check(condition, #condition, __FILE__, __LINE__)

void TestCurve(int rounds, std::uint64_t seed);

#endif
