// The key stream of AES-256 in counter mode.
#ifndef AUREOLE_AES_H
#define AUREOLE_AES_H

#include <cstddef>
#include <cstdint>

#include "processor.h"

namespace aureole {

constexpr std::size_t kAesKeyBytes = 32;
constexpr std::size_t kAesBlockBytes = 16;
constexpr std::size_t kSeedBytes = kAesKeyBytes + kAesBlockBytes;

// The key stream expanded from a seed (an AES-256 key, then a counter block), which is AES-256-CTR of
// zeros with a 128-bit big-endian counter (NIST SP 800-38A), from any byte on.
//
// Constant-time in key and counter on every path: AES instructions, or arithmetic without tables.
// Key and key schedule are overwritten when the stream ends. Holds no heap memory. Not thread-safe.
class KeyStream {
 public:
  // seed: kSeedBytes bytes; position: the number of bytes of the stream to pass over, at least 0.
  KeyStream(const std::uint8_t* seed, std::uint64_t position);
  ~KeyStream();
  KeyStream(const KeyStream&) = delete;
  KeyStream& operator=(const KeyStream&) = delete;

  // The next bytes of the stream.
  void Fill(std::uint8_t* target, std::size_t length);

  // Passes over bytes of the stream, at no cost.
  void Skip(std::uint64_t length) { position_ += length; }

 private:
  static constexpr int kRoundKeys = 15;

  void ExpandKey(const std::uint8_t* key);
  void Blocks(std::uint64_t first, std::uint8_t* target, std::size_t count) const;

  alignas(16) std::uint8_t round_keys_[kRoundKeys * kAesBlockBytes];
  // The counter block in halves, as integers: the stream's block i is of counter + i, 128 bits wide.
  std::uint64_t counter_high_;
  std::uint64_t counter_low_;
  std::uint64_t position_;
  AesPath path_;
};

}  // namespace aureole

#endif
