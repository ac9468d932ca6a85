#include "sequence.h"

#include <algorithm>
#include <cstring>

#include "wipe.h"

namespace aureole {
namespace {

constexpr std::size_t kCleanBlock = 32;

int BitsBelow(int modulus) {
  int bits = 0;
  while ((1 << bits) < modulus) bits++;
  return bits;
}

double Rejection(int modulus) {
  const int candidates = 1 << BitsBelow(modulus);
  return static_cast<double>(candidates - modulus) / candidates;
}

// trunc(r + 1 + f*r/(1-f)), in the order of operations and the precision that Java has.
std::uint64_t BlockSize(std::uint64_t r, double f) {
  const double expected = static_cast<double>(r + 1) + f * static_cast<double>(r) / (1 - f);
  return static_cast<std::uint64_t>(expected);
}

// Copies the accepted ones of a block of candidates; most often all of them are.
std::size_t AcceptBlock(const std::uint8_t* block, int modulus, std::uint8_t* target) {
  std::uint8_t largest = 0;
  for (std::size_t i = 0; i < kCleanBlock; i++) largest = std::max(largest, block[i]);
  if (largest < modulus) {
    std::memcpy(target, block, kCleanBlock);
    return kCleanBlock;
  }
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < kCleanBlock; i++) {
    target[accepted] = block[i];
    accepted += block[i] < modulus;
  }
  return accepted;
}

std::size_t CopyNonZero(const std::uint8_t* values, std::size_t count, std::uint8_t* target) {
  std::size_t copied = 0;
  std::size_t at = 0;
  for (; at + kCleanBlock <= count; at += kCleanBlock) {
    bool clean = true;
    for (std::size_t i = 0; i < kCleanBlock; i++) clean &= values[at + i] != 0;
    if (clean) {
      std::memcpy(target + copied, values + at, kCleanBlock);
      copied += kCleanBlock;
      continue;
    }
    for (std::size_t i = at; i < at + kCleanBlock; i++) {
      target[copied] = values[i];
      copied += values[i] != 0;
    }
  }
  for (; at < count; at++) {
    target[copied] = values[at];
    copied += values[at] != 0;
  }
  return copied;
}

}  // namespace

UniformSequence::UniformSequence(const std::uint8_t* seed, const SequenceState& state, int modulus)
    : stream_(seed, state.position),
      filled_(state.position),
      unread_(state.unread),
      missing_(state.missing),
      modulus_(modulus),
      mask_(static_cast<std::uint8_t>((1 << BitsBelow(modulus)) - 1)),
      rejection_(Rejection(modulus)) {}

UniformSequence::~UniformSequence() { Wipe(buffer_, sizeof buffer_); }

void UniformSequence::Read(std::uint8_t* target, std::size_t count) {
  std::size_t done = 0;
  while (done < count) {
    if (at_ == limit_) Refill(missing_ - done);
    done += Accept(target + done, count - done);
  }
  missing_ -= count;
  if (missing_ == 0) Finish();
}

void UniformSequence::Refill(std::uint64_t still_missing) {
  if (unread_ == 0) unread_ = BlockSize(still_missing, rejection_);
  limit_ = static_cast<std::size_t>(std::min<std::uint64_t>(unread_, kBufferBytes));
  at_ = 0;
  unread_ -= limit_;
  stream_.Fill(buffer_, limit_);
  filled_ += limit_;
  for (std::size_t i = 0; i < limit_; i++) buffer_[i] &= mask_;
}

// Copies the accepted of the buffered candidates, at most wanted; gives how many those are.
std::size_t UniformSequence::Accept(std::uint8_t* target, std::size_t wanted) {
  std::size_t accepted = 0;
  while (at_ < limit_ && accepted < wanted) {
    const std::size_t run = std::min(limit_ - at_, wanted - accepted);
    if (modulus_ == mask_ + 1) {
      std::memcpy(target + accepted, buffer_ + at_, run);
      accepted += run;
      at_ += run;
    } else if (run < kCleanBlock) {
      const int candidate = buffer_[at_++];
      target[accepted] = static_cast<std::uint8_t>(candidate);
      accepted += candidate < modulus_;
    } else {
      // As many as a block has are still wanted, so there is room for all of them.
      accepted += AcceptBlock(buffer_ + at_, modulus_, target + accepted);
      at_ += kCleanBlock;
    }
  }
  return accepted;
}

void UniformSequence::Finish() {
  const std::uint64_t owed = unread_;
  filled_ += owed;
  unread_ = 0;
  at_ = 0;
  limit_ = 0;
  stream_.Skip(owed);
}

void UniformSequence::Restart(std::uint64_t count) { missing_ = count; }

SequenceState UniformSequence::state() const {
  const std::uint64_t buffered = limit_ - at_;
  return {filled_ - buffered, unread_ + buffered, missing_};
}

NonZeroSequence::NonZeroSequence(const std::uint8_t* seed, const SequenceState& uniform,
                                 std::uint64_t missing, int modulus)
    : uniform_(seed, uniform, modulus), missing_(missing), modulus_(modulus) {}

NonZeroSequence::~NonZeroSequence() { Wipe(buffer_, sizeof buffer_); }

void NonZeroSequence::Read(std::uint8_t* target, std::size_t count) {
  std::size_t done = 0;
  while (done < count) {
    if (uniform_.missing() == 0) uniform_.Restart(BlockSize(missing_ - done, 1.0 / modulus_));
    // Never more than are wanted, so that nothing that was read is left over.
    const std::size_t run = static_cast<std::size_t>(std::min<std::uint64_t>(
        std::min<std::uint64_t>(kBufferBytes, count - done), uniform_.missing()));
    uniform_.Read(buffer_, run);
    done += CopyNonZero(buffer_, run, target + done);
  }
  missing_ -= count;
  while (missing_ == 0 && uniform_.missing() > 0) {
    uniform_.Read(buffer_, static_cast<std::size_t>(
                               std::min<std::uint64_t>(kBufferBytes, uniform_.missing())));
  }
}

}  // namespace aureole
