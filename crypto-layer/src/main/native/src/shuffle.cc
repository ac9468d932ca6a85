#include "shuffle.h"

#include <algorithm>
#include <cstring>

#include "wipe.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace aureole {
namespace {

constexpr std::size_t kChunk = 4096;
constexpr std::size_t kLine = 64;
constexpr std::size_t kSwapsAtOnce = 256;

inline std::uint32_t FromBigEndian(std::uint32_t word) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  return __builtin_bswap32(word);
#else
  return word;
#endif
}

// The elements of each bucket that wait to be written a cache line at a time, whole lines but for the
// first and the last of a bucket: 256 places to write to are more than the processor translates
// addresses for at once, and a line that is written whole need not be read first.
class WaitingElements {
 public:
  WaitingElements(std::uint8_t* placed, std::size_t length, std::int32_t* ends)
      : placed_(placed), length_(length), ends_(ends) {
    const std::uintptr_t start = reinterpret_cast<std::uintptr_t>(placed);
    for (std::size_t bucket = 0; bucket < kBuckets; bucket++) {
      const std::uintptr_t end = start + static_cast<std::uintptr_t>(std::int64_t{ends[bucket]});
      first_[bucket] = waiting_[bucket] = static_cast<std::uint8_t>(end % kLine);
    }
  }
  ~WaitingElements() { Wipe(lines_, sizeof lines_); }
  WaitingElements(const WaitingElements&) = delete;
  WaitingElements& operator=(const WaitingElements&) = delete;

  // False if a bucket has no room.
  bool Add(std::size_t bucket, std::uint8_t element) {
    const std::size_t place = waiting_[bucket];
    lines_[bucket][place] = element;
    waiting_[bucket] = static_cast<std::uint8_t>(place + 1);
    return place + 1 < kLine || Write(bucket);
  }

  bool WriteAll() {
    for (std::size_t bucket = 0; bucket < kBuckets; bucket++) {
      if (!Write(bucket)) return false;
    }
    return true;
  }

 private:
  // Writes what waits: line by line, but for the first and the last.
  bool Write(std::size_t bucket) {
    const std::size_t first = first_[bucket];
    const std::size_t count = waiting_[bucket] - first;
    const std::int64_t end = ends_[bucket];
    if (end < 0 || static_cast<std::uint64_t>(end) + count > length_) return false;
    if (count == kLine) {
      WriteLine(placed_ + end, lines_[bucket]);
    } else {
      std::memcpy(placed_ + end, lines_[bucket] + first, count);
    }
    ends_[bucket] = static_cast<std::int32_t>(end + static_cast<std::int64_t>(count));
    first_[bucket] = waiting_[bucket] = 0;
    return true;
  }

  // To an address that is a multiple of a line; past the caches, where the processor can.
  static void WriteLine(std::uint8_t* to, const std::uint8_t* line) {
#if defined(__SSE2__)
    for (std::size_t i = 0; i < kLine; i += 16) {
      _mm_stream_si128(reinterpret_cast<__m128i*>(to + i),
                       _mm_load_si128(reinterpret_cast<const __m128i*>(line + i)));
    }
#else
    std::memcpy(to, line, kLine);
#endif
  }

  alignas(kLine) std::uint8_t lines_[kBuckets][kLine];
  std::uint8_t first_[kBuckets];
  std::uint8_t waiting_[kBuckets];
  std::uint8_t* placed_;
  std::size_t length_;
  std::int32_t* ends_;
};

}  // namespace

void CountLabels(KeyStream& stream, std::size_t count, std::int32_t* counts) {
  alignas(64) std::uint8_t labels[kChunk];
  std::int32_t odd[kBuckets] = {};
  for (std::size_t at = 0; at < count; at += kChunk) {
    const std::size_t run = std::min(kChunk, count - at);
    stream.Fill(labels, run);
    std::size_t i = 0;
    for (; i + 2 <= run; i += 2) {
      counts[labels[i]]++;
      odd[labels[i + 1]]++;
    }
    if (i < run) counts[labels[i]]++;
  }
  for (std::size_t bucket = 0; bucket < kBuckets; bucket++) counts[bucket] += odd[bucket];
  Wipe(labels, sizeof labels);
}

bool PlaceElements(KeyStream& stream, const std::uint8_t* elements, std::size_t count,
                   std::uint8_t* placed, std::size_t length, std::int32_t* ends) {
  alignas(64) std::uint8_t labels[kChunk];
  WaitingElements waiting(placed, length, ends);
  bool inside = true;
  for (std::size_t at = 0; at < count && inside; at += kChunk) {
    const std::size_t run = std::min(kChunk, count - at);
    stream.Fill(labels, run);
    for (std::size_t i = 0; i < run && inside; i++) inside = waiting.Add(labels[i], elements[at + i]);
  }
  Wipe(labels, sizeof labels);
  inside = inside && waiting.WriteAll();
#if defined(__SSE2__)
  _mm_sfence();
#endif
  return inside;
}

BoundedDraws::~BoundedDraws() { Wipe(buffer_, sizeof buffer_); }

std::uint32_t BoundedDraws::Word() {
  if (at_ == kBufferWords) {
    stream_.Fill(reinterpret_cast<std::uint8_t*>(buffer_), sizeof buffer_);
    words_ += kBufferWords;
    at_ = 0;
  }
  return FromBigEndian(buffer_[at_++]);
}

void BoundedDraws::Below(std::uint32_t bound, std::size_t count, std::uint32_t* drawn) {
  constexpr std::size_t kGroup = 8;
  std::size_t i = 0;
  while (i < count) {
    std::size_t at = at_;
    bool refused = false;
    // Groups of words that need no second look, which is nearly all.
    while (!refused && count - i >= kGroup && kBufferWords - at >= kGroup) {
      for (std::size_t k = 0; k < kGroup; k++) {
        const std::uint32_t below = bound - static_cast<std::uint32_t>(i + k);
        const std::uint64_t product = std::uint64_t{FromBigEndian(buffer_[at + k])} * below;
        drawn[i + k] = static_cast<std::uint32_t>(product >> 32);
        refused |= static_cast<std::uint32_t>(product) < below;
      }
      if (!refused) {
        at += kGroup;
        i += kGroup;
      }
    }
    at_ = at;
    for (const std::size_t end = std::min(count, i + kGroup); i < end; i++) {
      drawn[i] = One(bound - static_cast<std::uint32_t>(i));
    }
  }
}

std::uint32_t BoundedDraws::One(std::uint32_t bound) {
  std::uint64_t product = std::uint64_t{Word()} * bound;
  if (static_cast<std::uint32_t>(product) < bound) {
    const std::uint32_t refused = static_cast<std::uint32_t>((std::uint64_t{1} << 32) % bound);
    while (static_cast<std::uint32_t>(product) < refused) product = std::uint64_t{Word()} * bound;
  }
  return static_cast<std::uint32_t>(product >> 32);
}

void ShuffleBucket(BoundedDraws& draws, std::uint8_t* bucket, std::size_t length) {
  // Drawn ahead, so that a swap waits for no draw and reads of the next ones overlap.
  std::uint32_t chosen[kSwapsAtOnce];
  std::size_t left = length;
  while (left > 1) {
    const std::size_t run = std::min(kSwapsAtOnce, left - 1);
    draws.Below(static_cast<std::uint32_t>(left), run, chosen);
    for (std::size_t i = 0; i < run; i++) {
      left--;
      const std::uint8_t moved = bucket[left];
      bucket[left] = bucket[chosen[i]];
      bucket[chosen[i]] = moved;
    }
  }
  Wipe(chosen, sizeof chosen);
}

}  // namespace aureole
