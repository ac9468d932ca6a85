#include "aes.h"

#include <algorithm>
#include <cstring>

#include "wipe.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace aureole {
namespace {

constexpr int kRounds = 14;

std::uint64_t LoadBigEndian(const std::uint8_t* bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; i++) value = (value << 8) | bytes[i];
  return value;
}

void StoreBigEndian(std::uint64_t value, std::uint8_t* bytes) {
  for (int i = 7; i >= 0; i--) {
    bytes[i] = static_cast<std::uint8_t>(value);
    value >>= 8;
  }
}

// Counter blocks first, first + 1, ... of a stream, as the bytes that are encrypted.
void CounterBlock(std::uint64_t high, std::uint64_t low, std::uint64_t index, std::uint8_t* block) {
  const std::uint64_t sum = low + index;
  StoreBigEndian(high + (sum < low ? 1 : 0), block);
  StoreBigEndian(sum, block + 8);
}

// ---- The portable path. Every step is the same work whatever the bytes are.

std::uint8_t Doubled(std::uint8_t a) {
  return static_cast<std::uint8_t>((a << 1) ^ (0x1b & -(a >> 7)));
}

constexpr std::uint64_t kOnes = 0x0101010101010101u;

// Products in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1 of eight pairs of bytes.
std::uint64_t Product(std::uint64_t a, std::uint64_t b) {
  std::uint64_t sum = 0;
  for (int bit = 0; bit < 8; bit++) {
    sum ^= a & (((b >> bit) & kOnes) * 0xff);
    a = ((a & ~(kOnes << 7)) << 1) ^ (((a >> 7) & kOnes) * 0x1b);
  }
  return sum;
}

// Each of eight bytes rotated to the left.
std::uint64_t Rotated(std::uint64_t bytes, int by) {
  const std::uint64_t low = kOnes * (0xffu >> by);
  return ((bytes & low) << by) | ((bytes >> (8 - by)) & (kOnes * ((1u << by) - 1)));
}

// SubBytes (FIPS 197, 5.1.1) of eight bytes: the inverse, which is the 254th power, then an affine
// map.
std::uint64_t Substituted(std::uint64_t x) {
  const std::uint64_t x2 = Product(x, x);
  const std::uint64_t x3 = Product(x2, x);
  const std::uint64_t x6 = Product(x3, x3);
  const std::uint64_t x12 = Product(x6, x6);
  std::uint64_t power = Product(x12, x3);
  for (int i = 0; i < 4; i++) power = Product(power, power);  // to the 240th
  power = Product(Product(power, x12), x2);
  return power ^ Rotated(power, 1) ^ Rotated(power, 2) ^ Rotated(power, 3) ^ Rotated(power, 4) ^
         (kOnes * 0x63);
}

void SubstituteEight(std::uint8_t* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  word = Substituted(word);
  std::memcpy(bytes, &word, sizeof word);
}

void ShiftRows(std::uint8_t* state) {
  std::uint8_t shifted[kAesBlockBytes];
  for (std::size_t column = 0; column < 4; column++) {
    for (std::size_t row = 0; row < 4; row++) {
      shifted[4 * column + row] = state[4 * ((column + row) % 4) + row];
    }
  }
  std::memcpy(state, shifted, sizeof shifted);
}

void MixColumns(std::uint8_t* state) {
  for (std::uint8_t* s = state; s < state + kAesBlockBytes; s += 4) {
    const std::uint8_t all = static_cast<std::uint8_t>(s[0] ^ s[1] ^ s[2] ^ s[3]);
    const std::uint8_t first = s[0];
    for (int row = 0; row < 4; row++) {
      const std::uint8_t next = row == 3 ? first : s[row + 1];
      s[row] = static_cast<std::uint8_t>(s[row] ^ all ^
                                         Doubled(static_cast<std::uint8_t>(s[row] ^ next)));
    }
  }
}

void AddRoundKey(std::uint8_t* state, const std::uint8_t* key) {
  for (std::size_t i = 0; i < kAesBlockBytes; i++) state[i] = static_cast<std::uint8_t>(state[i] ^ key[i]);
}

void EncryptPortable(const std::uint8_t* keys, std::uint8_t* state) {
  AddRoundKey(state, keys);
  for (int round = 1; round <= kRounds; round++) {
    SubstituteEight(state);
    SubstituteEight(state + 8);
    ShiftRows(state);
    if (round < kRounds) MixColumns(state);
    AddRoundKey(state, keys + static_cast<std::size_t>(round) * kAesBlockBytes);
  }
}

// ---- The paths of x86-64.

#if defined(__x86_64__)
constexpr std::size_t kAtOnce = 8;

__attribute__((target("aes,ssse3,sse4.1"))) void EightBlocks(const std::uint8_t* keys,
                                                              std::uint64_t high, std::uint64_t low,
                                                              std::uint8_t* target) {
  const __m128i swap = _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  __m128i state[kAtOnce];
  const __m128i first = _mm_load_si128(reinterpret_cast<const __m128i*>(keys));
  for (std::size_t i = 0; i < kAtOnce; i++) {
    const std::uint64_t sum = low + i;
    const __m128i counter = _mm_set_epi64x(static_cast<long long>(high + (sum < low ? 1 : 0)),
                                           static_cast<long long>(sum));
    state[i] = _mm_xor_si128(_mm_shuffle_epi8(counter, swap), first);
  }
  for (int round = 1; round < kRounds; round++) {
    const __m128i key = _mm_load_si128(reinterpret_cast<const __m128i*>(keys) + round);
    for (std::size_t i = 0; i < kAtOnce; i++) state[i] = _mm_aesenc_si128(state[i], key);
  }
  const __m128i last = _mm_load_si128(reinterpret_cast<const __m128i*>(keys) + kRounds);
  for (std::size_t i = 0; i < kAtOnce; i++) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(target) + i, _mm_aesenclast_si128(state[i], last));
  }
}

constexpr std::size_t kVectorAtOnce = 16;

// Needs that low + 15 does not overflow: a carry is left to the other path.
__attribute__((target("avx512f,avx512bw,vaes"))) void SixteenBlocks(const std::uint8_t* keys,
                                                                     std::uint64_t high,
                                                                     std::uint64_t low,
                                                                     std::uint8_t* target) {
  const __m512i swap = _mm512_broadcast_i32x4(
      _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  const long long h = static_cast<long long>(high);
  const long long l = static_cast<long long>(low);
  __m512i counter = _mm512_add_epi64(_mm512_set_epi64(h, l, h, l, h, l, h, l),
                                     _mm512_set_epi64(0, 3, 0, 2, 0, 1, 0, 0));
  const __m512i four = _mm512_set_epi64(0, 4, 0, 4, 0, 4, 0, 4);
  __m512i state[4];
  const __m512i first =
      _mm512_broadcast_i32x4(_mm_load_si128(reinterpret_cast<const __m128i*>(keys)));
  for (__m512i& s : state) {
    s = _mm512_xor_si512(_mm512_shuffle_epi8(counter, swap), first);
    counter = _mm512_add_epi64(counter, four);
  }
  for (int round = 1; round < kRounds; round++) {
    const __m512i key = _mm512_broadcast_i32x4(
        _mm_load_si128(reinterpret_cast<const __m128i*>(keys) + round));
    for (__m512i& s : state) s = _mm512_aesenc_epi128(s, key);
  }
  const __m512i last = _mm512_broadcast_i32x4(
      _mm_load_si128(reinterpret_cast<const __m128i*>(keys) + kRounds));
  for (int i = 0; i < 4; i++) {
    _mm512_storeu_si512(target + 64 * i, _mm512_aesenclast_epi128(state[i], last));
  }
}
#endif

}  // namespace

KeyStream::KeyStream(const std::uint8_t* seed, std::uint64_t position)
    : counter_high_(LoadBigEndian(seed + kAesKeyBytes)),
      counter_low_(LoadBigEndian(seed + kAesKeyBytes + 8)),
      position_(position),
      path_(CurrentAesPath()) {
  ExpandKey(seed);
}

KeyStream::~KeyStream() { Wipe(round_keys_, sizeof round_keys_); }

// FIPS 197, 5.2, for keys of eight words.
void KeyStream::ExpandKey(const std::uint8_t* key) {
  std::memcpy(round_keys_, key, kAesKeyBytes);
  std::uint8_t constant = 1;
  for (std::size_t word = 8; word < 4 * static_cast<std::size_t>(kRoundKeys); word++) {
    std::uint8_t block[8] = {};
    const std::uint8_t* before = round_keys_ + 4 * (word - 1);
    if (word % 8 == 0) {
      for (std::size_t i = 0; i < 4; i++) block[i] = before[(i + 1) % 4];
      SubstituteEight(block);
      block[0] = static_cast<std::uint8_t>(block[0] ^ constant);
      constant = Doubled(constant);
    } else {
      std::memcpy(block, before, 4);
      if (word % 8 == 4) SubstituteEight(block);
    }
    for (std::size_t i = 0; i < 4; i++) {
      round_keys_[4 * word + i] = static_cast<std::uint8_t>(round_keys_[4 * (word - 8) + i] ^ block[i]);
    }
    Wipe(block, sizeof block);
  }
}

void KeyStream::Blocks(std::uint64_t first, std::uint8_t* target, std::size_t count) const {
  std::size_t done = 0;
#if defined(__x86_64__)
  if (path_ == AesPath::kVector) {
    for (; count - done >= kVectorAtOnce; done += kVectorAtOnce) {
      const std::uint64_t low = counter_low_ + first + done;
      if (low + kVectorAtOnce < low) break;
      const std::uint64_t high = counter_high_ + (low < counter_low_ ? 1 : 0);
      SixteenBlocks(round_keys_, high, low, target + kAesBlockBytes * done);
    }
  }
  if (path_ != AesPath::kPortable) {
    std::uint8_t rest[kAtOnce * kAesBlockBytes];
    while (done < count) {
      const std::uint64_t low = counter_low_ + first + done;
      const std::uint64_t high = counter_high_ + (low < counter_low_ ? 1 : 0);
      if (count - done >= kAtOnce) {
        EightBlocks(round_keys_, high, low, target + kAesBlockBytes * done);
        done += kAtOnce;
      } else {
        EightBlocks(round_keys_, high, low, rest);
        std::memcpy(target + kAesBlockBytes * done, rest, kAesBlockBytes * (count - done));
        Wipe(rest, sizeof rest);
        done = count;
      }
    }
  }
#endif
  for (; done < count; done++) {
    std::uint8_t* block = target + kAesBlockBytes * done;
    CounterBlock(counter_high_, counter_low_, first + done, block);
    EncryptPortable(round_keys_, block);
  }
}

void KeyStream::Fill(std::uint8_t* target, std::size_t length) {
  std::uint8_t block[kAesBlockBytes];
  while (length > 0) {
    const std::uint64_t index = position_ / kAesBlockBytes;
    const std::size_t within = static_cast<std::size_t>(position_ % kAesBlockBytes);
    std::size_t done = 0;
    if (within == 0 && length >= kAesBlockBytes) {
      const std::size_t count = length / kAesBlockBytes;
      Blocks(index, target, count);
      done = count * kAesBlockBytes;
    } else {
      Blocks(index, block, 1);
      done = std::min(kAesBlockBytes - within, length);
      std::memcpy(target, block + within, done);
    }
    target += done;
    length -= done;
    position_ += done;
  }
  Wipe(block, sizeof block);
}

}  // namespace aureole
