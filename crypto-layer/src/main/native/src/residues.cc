#include "residues.h"

#include <algorithm>
#include <cstring>

#include "wipe.h"

namespace aureole {
namespace {

constexpr std::size_t kChunk = 2048;

// a + b mod q, within eight bits, which vector registers have most lanes of: a - (q - b), q more if
// that is negative. q = 256 is 0 here, as it is in every sum.
inline std::uint8_t Sum(std::uint8_t a, std::uint8_t b, std::uint8_t modulus) {
  const std::uint8_t complement = static_cast<std::uint8_t>(modulus - b);
  const std::uint8_t raise = a >= complement ? std::uint8_t{0} : modulus;
  return static_cast<std::uint8_t>(a - complement + raise);
}

inline std::uint8_t Difference(std::uint8_t a, std::uint8_t b, std::uint8_t modulus) {
  const std::uint8_t raise = a >= b ? std::uint8_t{0} : modulus;
  return static_cast<std::uint8_t>(a - b + raise);
}

}  // namespace

void AddUniform(std::uint8_t* vector, std::size_t count, int modulus, UniformSequence& sequence) {
  alignas(64) std::uint8_t drawn[kChunk];
  const std::uint8_t q = static_cast<std::uint8_t>(modulus);
  for (std::size_t at = 0; at < count; at += kChunk) {
    const std::size_t run = std::min(kChunk, count - at);
    sequence.Read(drawn, run);
    for (std::size_t i = 0; i < run; i++) vector[at + i] = Sum(vector[at + i], drawn[i], q);
  }
  Wipe(drawn, sizeof drawn);
}

void MaskValues(std::uint8_t* values, std::size_t count, int cap, int modulus,
                UniformSequence& sequence) {
  alignas(64) std::uint8_t drawn[kChunk];
  const std::uint8_t q = static_cast<std::uint8_t>(modulus);
  const std::uint8_t limit = static_cast<std::uint8_t>(cap);
  for (std::size_t at = 0; at < count; at += kChunk) {
    const std::size_t run = std::min(kChunk, count - at);
    sequence.Read(drawn, run);
    for (std::size_t i = 0; i < run; i++) {
      values[at + i] = Difference(std::min(values[at + i], limit), drawn[i], q);
    }
  }
  Wipe(drawn, sizeof drawn);
}

void MultiplyNonZero(std::uint8_t* vector, std::size_t count, int modulus,
                     NonZeroSequence& sequence) {
  alignas(64) std::uint8_t drawn[kChunk];
  const std::uint16_t q = static_cast<std::uint16_t>(modulus);
  // With m = floor(2^16 / q) and x < 2^16, floor(x*m / 2^16) is floor(x/q) or one less, because
  // x*(2^16/q - m) / 2^16 < 1.
  const std::uint16_t inverse = static_cast<std::uint16_t>((1 << 16) / modulus);
  for (std::size_t at = 0; at < count; at += kChunk) {
    const std::size_t run = std::min(kChunk, count - at);
    sequence.Read(drawn, run);
    for (std::size_t i = 0; i < run; i++) {
      const std::uint16_t x = static_cast<std::uint16_t>(vector[at + i] * drawn[i]);
      const std::uint16_t quotient =
          static_cast<std::uint16_t>((static_cast<std::uint32_t>(x) * inverse) >> 16);
      const std::uint16_t rest = static_cast<std::uint16_t>(x - quotient * q);
      const std::uint16_t reduced = static_cast<std::uint16_t>(rest - q);
      vector[at + i] = static_cast<std::uint8_t>(std::min(rest, reduced));
    }
  }
  Wipe(drawn, sizeof drawn);
}

bool AddResidues(std::uint8_t* sum, const std::uint8_t* addend, std::size_t count, int modulus) {
  const std::uint8_t q = static_cast<std::uint8_t>(modulus);
  std::uint8_t largest = 0;
  for (std::size_t i = 0; i < count; i++) {
    largest = std::max(largest, addend[i]);
    sum[i] = Sum(sum[i], addend[i], q);
  }
  return largest < modulus;
}

bool CountSums(const std::uint8_t* first, const std::uint8_t* second, std::size_t count, int modulus,
               std::int32_t* counts) {
  // Equal values follow each other often, and a counter that is raised twice in a row waits for
  // itself: so four tables take turns.
  constexpr std::size_t kTables = 4;
  const std::uint8_t q = static_cast<std::uint8_t>(modulus);
  alignas(64) std::uint8_t opened[kChunk];
  alignas(64) std::int32_t tables[kTables][kMaximumByteModulus] = {};
  std::uint8_t largest = 0;
  for (std::size_t at = 0; at < count; at += kChunk) {
    const std::size_t run = std::min(kChunk, count - at);
    for (std::size_t i = 0; i < run; i++) {
      const std::uint8_t a = first[at + i];
      const std::uint8_t b = second[at + i];
      largest = std::max(largest, std::max(a, b));
      opened[i] = Sum(a, b, q);
    }
    std::size_t i = 0;
    for (; i + kTables <= run; i += kTables) {
      for (std::size_t table = 0; table < kTables; table++) tables[table][opened[i + table]]++;
    }
    for (; i < run; i++) tables[0][opened[i]]++;
  }
  for (int value = 0; value < modulus; value++) {
    for (std::size_t table = 0; table < kTables; table++) counts[value] += tables[table][value];
  }
  Wipe(opened, sizeof opened);
  Wipe(tables, sizeof tables);
  return largest < modulus;
}

}  // namespace aureole
