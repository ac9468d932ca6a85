// The permutation of the shuffle, in the steps that org.aureole.crypto.hmss.BucketShuffle has: label,
// place, and shuffle each bucket. Which places are touched depends on the seed, not on the elements.
#ifndef AUREOLE_SHUFFLE_H
#define AUREOLE_SHUFFLE_H

#include <cstddef>
#include <cstdint>

#include "aes.h"

namespace aureole {

constexpr std::size_t kBuckets = 256;

// counts[b] += how many of the next count labels are b; counts has kBuckets elements.
void CountLabels(KeyStream& stream, std::size_t count, std::int32_t* counts);

// Puts elements where their buckets go on: ends[b] is where the next element of bucket b goes, and is
// raised. False if an end is not in [0, length): nothing is written there.
bool PlaceElements(KeyStream& stream, const std::uint8_t* elements, std::size_t count,
                   std::uint8_t* placed, std::size_t length, std::int32_t* ends);

// Draws of unbiased integers, in 32-bit big-endian words of a stream.
class BoundedDraws {
 public:
  BoundedDraws(const std::uint8_t* seed, std::uint64_t position) : stream_(seed, position) {}
  ~BoundedDraws();

  // A uniform integer below each of bound, bound - 1, ..., as many as count says, which is at most
  // bound (Lemire, "Fast random integer generation in an interval", 2019).
  void Below(std::uint32_t bound, std::size_t count, std::uint32_t* drawn);

  // How many words were drawn.
  std::uint64_t words() const { return words_ - (kBufferWords - at_); }

 private:
  static constexpr std::size_t kBufferWords = 1024;

  std::uint32_t Word();
  std::uint32_t One(std::uint32_t bound);

  KeyStream stream_;
  std::uint64_t words_ = 0;  // expanded so far
  std::size_t at_ = kBufferWords;
  alignas(64) std::uint32_t buffer_[kBufferWords];
};

// Fisher and Yates.
void ShuffleBucket(BoundedDraws& draws, std::uint8_t* bucket, std::size_t length);

}  // namespace aureole

#endif
