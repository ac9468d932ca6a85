// Sequences of random residues modulo q <= 256, expanded from a seed with the consumption that all
// parties have agreed on; org.aureole.crypto.prng says what it is.
#ifndef AUREOLE_SEQUENCE_H
#define AUREOLE_SEQUENCE_H

#include <cstddef>
#include <cstdint>

#include "aes.h"

namespace aureole {

constexpr int kMaximumByteModulus = 256;

// Where a sequence stands, so that it can be read in several calls.
struct SequenceState {
  std::uint64_t position;  // bytes of the stream taken so far
  std::uint64_t unread;    // candidates of the present block that are not yet taken
  std::uint64_t missing;   // values still to be read
};

// Uniform(n, q). Every candidate is one byte; timing depends on how many candidates are refused,
// which is independent of the values that are accepted.
class UniformSequence {
 public:
  // modulus: q, in [2, 256].
  UniformSequence(const std::uint8_t* seed, const SequenceState& state, int modulus);
  ~UniformSequence();
  UniformSequence(const UniformSequence&) = delete;
  UniformSequence& operator=(const UniformSequence&) = delete;

  // Reads count values, which are at most missing(). Reading the last one passes over what the
  // present block has beyond it.
  void Read(std::uint8_t* target, std::size_t count);

  // Begins another sequence of count values where this one, read to its end, ended.
  void Restart(std::uint64_t count);

  std::uint64_t missing() const { return missing_; }
  SequenceState state() const;

 private:
  static constexpr std::size_t kBufferBytes = 4096;

  void Refill(std::uint64_t still_missing);
  std::size_t Accept(std::uint8_t* target, std::size_t wanted);
  void Finish();

  KeyStream stream_;
  std::uint64_t filled_;  // the stream's position
  std::uint64_t unread_;
  std::uint64_t missing_;
  int modulus_;
  std::uint8_t mask_;
  double rejection_;
  std::size_t at_ = 0;
  std::size_t limit_ = 0;
  alignas(64) std::uint8_t buffer_[kBufferBytes];
};

// NonZero(n, q).
class NonZeroSequence {
 public:
  // uniform: where the present block of uniform values stands; missing: n less what was read.
  NonZeroSequence(const std::uint8_t* seed, const SequenceState& uniform, std::uint64_t missing,
                  int modulus);
  ~NonZeroSequence();

  // As UniformSequence::Read.
  void Read(std::uint8_t* target, std::size_t count);

  std::uint64_t missing() const { return missing_; }
  SequenceState uniform_state() const { return uniform_.state(); }

 private:
  static constexpr std::size_t kBufferBytes = 2048;

  UniformSequence uniform_;
  std::uint64_t missing_;
  int modulus_;
  std::uint8_t buffer_[kBufferBytes];
};

}  // namespace aureole

#endif
