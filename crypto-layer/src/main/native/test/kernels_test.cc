// Runs the kernels over edge and random inputs and compares with plain code that follows the rules of
// org.aureole.crypto.prng and org.aureole.crypto.hmss word by word. Meant to be built with sanitizers,
// so every buffer has exactly the size that is promised.
//
//   kernels_test [ROUNDS [SEED]]
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

#include "processor.h"
#include "residues.h"
#include "shuffle.h"
#include "test.h"

namespace {

using aureole::KeyStream;
using Bytes = std::vector<std::uint8_t>;

Bytes FromHex(const char* hex) {
  Bytes bytes;
  for (; *hex != 0; hex += 2) {
    unsigned value = 0;
    std::sscanf(hex, "%2x", &value);
    bytes.push_back(static_cast<std::uint8_t>(value));
  }
  return bytes;
}

Bytes Stream(const Bytes& seed, std::uint64_t position, std::size_t length) {
  Bytes bytes(length);
  KeyStream stream(seed.data(), position);
  stream.Fill(bytes.data(), length);
  return bytes;
}

// NIST SP 800-38A, F.5.5 (CTR-AES256).
void StreamIsThatOfNist() {
  const Bytes seed = FromHex(
      "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"
      "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
  const Bytes expected = FromHex(
      "0bdf7df1591716335e9a8b15c860c5025a6e699d536119065433863c8f657b94"
      "1bc12c9c01610d5d0d8bd6a3378eca622956e1c8693536b1bee99c73a31576b6");
  CHECK(Stream(seed, 0, 64) == expected);
}

// The counter carries through all its bytes, wherever the carry falls among blocks done at once.
void CounterCarries(const Bytes& key) {
  for (int distance = 0; distance < 40; distance++) {
    Bytes seed = key;
    seed.resize(aureole::kSeedBytes);
    std::fill(seed.begin() + 32, seed.end(), std::uint8_t{0xff});
    seed[47] = static_cast<std::uint8_t>(0xff - distance);
    Bytes zero = key;
    zero.resize(aureole::kSeedBytes);
    std::fill(zero.begin() + 32, zero.end(), std::uint8_t{0});
    const std::size_t before = 16 * static_cast<std::size_t>(distance + 1);
    const Bytes stream = Stream(seed, 0, before + 400);
    CHECK(Bytes(stream.begin() + static_cast<std::ptrdiff_t>(before), stream.end()) == Stream(zero, 0, 400));
  }
}

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::size_t Below(std::size_t bound) { return engine_() % bound; }
  Bytes Take(std::size_t length, int below) {
    Bytes bytes(length);
    for (std::uint8_t& b : bytes) b = static_cast<std::uint8_t>(Below(static_cast<std::size_t>(below)));
    return bytes;
  }
  int Modulus() {
    static const int kEdges[] = {2, 3, 5, 127, 128, 129, 251, 255, 256};
    return Below(3) == 0 ? static_cast<int>(2 + Below(255)) : kEdges[Below(9)];
  }
  std::size_t Length() {
    static const std::size_t kEdges[] = {0, 1, 15, 16, 17, 31, 32, 33, 2047, 2048, 2049, 4095, 4096, 4097};
    return Below(2) == 0 ? Below(20000) : kEdges[Below(14)];
  }

 private:
  std::mt19937_64 engine_;
};

// The rule of consumption, byte by byte.
struct PlainUniform {
  KeyStream& stream;
  std::uint64_t taken = 0;

  Bytes Draw(std::size_t count, int modulus) {
    int bits = 0;
    while ((1 << bits) < modulus) bits++;
    const double f = static_cast<double>((1 << bits) - modulus) / (1 << bits);
    Bytes values;
    while (values.size() < count) {
      const double missing = static_cast<double>(count - values.size());
      const std::size_t block = static_cast<std::size_t>(missing + 1 + f * missing / (1 - f));
      for (std::size_t i = 0; i < block; i++) {
        std::uint8_t candidate = 0;
        stream.Fill(&candidate, 1);
        taken++;
        candidate = static_cast<std::uint8_t>(candidate & ((1 << bits) - 1));
        if (candidate < modulus && values.size() < count) values.push_back(candidate);
      }
    }
    return values;
  }

  Bytes DrawNonZero(std::size_t count, int modulus) {
    Bytes values;
    while (values.size() < count) {
      const double missing = static_cast<double>(count - values.size());
      const double f = 1.0 / modulus;
      for (std::uint8_t v : Draw(static_cast<std::size_t>(missing + 1 + f * missing / (1 - f)), modulus)) {
        if (v != 0 && values.size() < count) values.push_back(v);
      }
    }
    return values;
  }
};

void SequencesFollowTheRule(Random& random) {
  const int modulus = random.Modulus();
  const std::size_t count = random.Length();
  const Bytes seed = random.Take(aureole::kSeedBytes, 256);
  Bytes vector = random.Take(count, modulus);
  Bytes masked = random.Take(count, 256);
  const Bytes before = vector;
  const Bytes values = masked;
  const int cap = static_cast<int>(random.Below(static_cast<std::size_t>(modulus)));
  KeyStream plain_stream(seed.data(), 0);
  PlainUniform plain{plain_stream};
  const Bytes drawn = plain.Draw(count, modulus);

  // In pieces, each of which starts from where the one before says that it stands.
  aureole::SequenceState adding{0, 0, count};
  aureole::SequenceState masking{0, 0, count};
  for (std::size_t at = 0; at < count;) {
    const std::size_t piece = 1 + random.Below(count - at);
    aureole::UniformSequence adds(seed.data(), adding, modulus);
    aureole::AddUniform(vector.data() + at, piece, modulus, adds);
    adding = adds.state();
    aureole::UniformSequence masks(seed.data(), masking, modulus);
    aureole::MaskValues(masked.data() + at, piece, cap, modulus, masks);
    masking = masks.state();
    at += piece;
  }
  for (std::size_t i = 0; i < count; i++) {
    CHECK(vector[i] == (before[i] + drawn[i]) % modulus);
    CHECK(masked[i] == (std::min<int>(values[i], cap) + modulus - drawn[i]) % modulus);
  }
  CHECK(adding.position == plain.taken && adding.missing == 0 && adding.unread == 0);
  CHECK(masking.position == plain.taken);
}

void NonZeroFollowsTheRule(Random& random) {
  const int modulus = random.Modulus();
  const std::size_t count = random.Length();
  const Bytes seed = random.Take(aureole::kSeedBytes, 256);
  Bytes vector = random.Take(count, modulus);
  const Bytes before = vector;
  KeyStream plain_stream(seed.data(), 0);
  PlainUniform plain{plain_stream};
  const Bytes drawn = plain.DrawNonZero(count, modulus);
  aureole::SequenceState uniform{0, 0, 0};
  std::uint64_t missing = count;
  for (std::size_t at = 0; at < count;) {
    const std::size_t piece = 1 + random.Below(count - at);
    aureole::NonZeroSequence sequence(seed.data(), uniform, missing, modulus);
    aureole::MultiplyNonZero(vector.data() + at, piece, modulus, sequence);
    uniform = sequence.uniform_state();
    missing = sequence.missing();
    at += piece;
  }
  for (std::size_t i = 0; i < count; i++) CHECK(vector[i] == before[i] * drawn[i] % modulus);
  CHECK(uniform.position == plain.taken && missing == 0);
}

void SumsAreModular(Random& random) {
  const int modulus = random.Modulus();
  const std::size_t count = random.Length();
  Bytes first = random.Take(count, modulus);
  Bytes second = random.Take(count, modulus);
  std::vector<std::int32_t> counts(static_cast<std::size_t>(modulus), 7);
  std::vector<std::int32_t> expected = counts;
  CHECK(aureole::CountSums(first.data(), second.data(), count, modulus, counts.data()));
  for (std::size_t i = 0; i < count; i++) {
    expected[static_cast<std::size_t>((first[i] + second[i]) % modulus)]++;
  }
  CHECK(counts == expected);
  const Bytes before = first;
  CHECK(aureole::AddResidues(first.data(), second.data(), count, modulus));
  for (std::size_t i = 0; i < count; i++) CHECK(first[i] == (before[i] + second[i]) % modulus);
  if (modulus < 256 && count > 0) {
    second[random.Below(count)] = static_cast<std::uint8_t>(
        static_cast<std::size_t>(modulus) + random.Below(static_cast<std::size_t>(256 - modulus)));
    CHECK(!aureole::AddResidues(first.data(), second.data(), count, modulus));
    CHECK(!aureole::CountSums(before.data(), second.data(), count, modulus, counts.data()));
    CHECK(!aureole::CountSums(second.data(), before.data(), count, modulus, counts.data()));
  }
}

void ShuffleFollowsTheRule(Random& random) {
  const std::size_t count = random.Length();
  const Bytes seed = random.Take(aureole::kSeedBytes, 256);
  const Bytes elements = random.Take(count, 256);

  // Plainly: stable by label, then Fisher and Yates with draws word by word.
  const Bytes labels = Stream(seed, 0, count);
  Bytes expected;
  std::vector<std::int32_t> ends(aureole::kBuckets, 0);
  for (std::size_t bucket = 0; bucket < aureole::kBuckets; bucket++) {
    for (std::size_t i = 0; i < count; i++) {
      if (labels[i] == bucket) expected.push_back(elements[i]);
    }
    ends[bucket] = static_cast<std::int32_t>(expected.size());
  }
  KeyStream draws(seed.data(), count);
  std::uint64_t words = 0;
  for (std::size_t bucket = 0, start = 0; bucket < aureole::kBuckets; bucket++) {
    const std::size_t end = static_cast<std::size_t>(ends[bucket]);
    for (std::uint64_t left = end - start; left > 1; left--) {
      std::uint64_t product = 0;
      do {
        std::uint8_t w[4];
        draws.Fill(w, 4);
        words++;
        product = (std::uint64_t{w[0]} << 24 | std::uint64_t{w[1]} << 16 | std::uint64_t{w[2]} << 8 | w[3]) * left;
      } while ((product & 0xffffffffu) < (std::uint64_t{1} << 32) % left);
      std::swap(expected[start + left - 1], expected[start + (product >> 32)]);
    }
    start = end;
  }

  std::vector<std::int32_t> next(aureole::kBuckets, 0);
  {
    KeyStream counting(seed.data(), 0);
    aureole::CountLabels(counting, count, next.data());
  }
  std::int32_t total = 0;
  for (std::int32_t& n : next) {
    const std::int32_t size = n;
    n = total;
    total += size;
  }
  const std::vector<std::int32_t> starts = next;
  Bytes placed(count);
  for (std::size_t at = 0; at < count;) {
    const std::size_t piece = 1 + random.Below(count - at);
    KeyStream placing(seed.data(), at);
    CHECK(aureole::PlaceElements(placing, elements.data() + at, piece, placed.data(), count, next.data()));
    at += piece;
  }
  CHECK(next == ends);
  aureole::BoundedDraws bounded(seed.data(), count);
  for (std::size_t bucket = 0; bucket < aureole::kBuckets; bucket++) {
    aureole::ShuffleBucket(bounded, placed.data() + starts[bucket],
                           static_cast<std::size_t>(ends[bucket] - starts[bucket]));
  }
  CHECK(placed == expected);
  CHECK(bounded.words() == words);

  // Ends that lead out of the array are noticed before anything is written there.
  if (count > 0) {
    for (std::int32_t wrong : {std::int32_t{-1}, static_cast<std::int32_t>(count), INT32_MAX, INT32_MIN}) {
      std::vector<std::int32_t> hostile(aureole::kBuckets, wrong);
      KeyStream placing(seed.data(), 0);
      CHECK(!aureole::PlaceElements(placing, elements.data(), count, placed.data(), count, hostile.data()));
    }
  }
}

void PathsAgree(Random& random) {
  const Bytes seed = random.Take(aureole::kSeedBytes, 256);
  const std::uint64_t position = random.Below(2) == 0 ? random.Below(100) : (std::uint64_t{1} << 40) - random.Below(999);
  const std::size_t length = random.Below(3000);
  const int fastest = static_cast<int>(aureole::FastestAesPath());
  aureole::UseAesPath(0);
  const Bytes expected = Stream(seed, position, length);
  for (int path = 1; path <= fastest; path++) {
    CHECK(aureole::UseAesPath(path));
    CHECK(Stream(seed, position, length) == expected);
    Bytes pieces(length);
    KeyStream stream(seed.data(), position);
    for (std::size_t at = 0; at < length;) {
      const std::size_t piece = 1 + random.Below(length - at);
      stream.Fill(pieces.data() + at, piece);
      at += piece;
    }
    CHECK(pieces == expected);
  }
  CHECK(!aureole::UseAesPath(fastest + 1));
  CHECK(!aureole::UseAesPath(-1));
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 40;
  const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  Random random(seed);
  const int fastest = static_cast<int>(aureole::FastestAesPath());
  for (int path = 0; path <= fastest; path++) {
    CHECK(aureole::UseAesPath(path));
    StreamIsThatOfNist();
    CounterCarries(random.Take(32, 256));
  }
  for (int round = 0; round < rounds; round++) {
    PathsAgree(random);
    CHECK(aureole::UseAesPath(round % (fastest + 1)));
    SequencesFollowTheRule(random);
    NonZeroFollowsTheRule(random);
    SumsAreModular(random);
    ShuffleFollowsTheRule(random);
  }
#ifdef AUREOLE_HAS_CURVE
  TestCurve(rounds, seed);
  const char* const curve = "with P-256";
#else
  const char* const curve = "without P-256, for there is no static libcrypto";
#endif
  std::printf("kernels_test: %d rounds from seed %" PRIu64 ", %d checks, AES paths 0 to %d, %s\n", rounds, seed,
              checks, fastest, curve);
  return 0;
}
