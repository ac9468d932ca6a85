// Runs the P-256 kernels over edge and random inputs and compares with the definition: multiples by
// doubling and adding, one bit after the other.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

#include "curve.h"
#include "test.h"

namespace {

using namespace aureole;  // NOLINT: a test of that namespace

using Bytes = std::vector<std::uint8_t>;

// The order, big-endian.
const std::uint8_t kOrderBytes[32] = {
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::size_t Below(std::size_t bound) { return engine_() % bound; }
  Bytes Take(std::size_t length) {
    Bytes bytes(length);
    for (std::uint8_t& b : bytes) b = static_cast<std::uint8_t>(engine_());
    return bytes;
  }
  // Uniform ones, and some with long runs of equal bits.
  Bytes TakeScalar() {
    Bytes bytes = Take(32);
    if (Below(3) == 0) std::memset(bytes.data() + Below(16), Below(2) == 0 ? 0xff : 0, 16);
    bytes[0] &= 0x7f;
    bytes[31] |= 1;
    return bytes;
  }
  Bytes TakeScalars(std::size_t count) {
    Bytes all;
    for (std::size_t i = 0; i < count; i++) {
      const Bytes one = TakeScalar();
      all.insert(all.end(), one.begin(), one.end());
    }
    return all;
  }

 private:
  std::mt19937_64 engine_;
};

Point Multiple(const Point& point, const std::uint8_t* scalar) {
  Point sum = Infinity();
  for (int bit = 0; bit < 256; bit++) {
    sum = Sum(sum, sum);
    if ((scalar[bit / 8] >> (7 - bit % 8)) & 1) sum = Sum(sum, point);
  }
  return sum;
}

bool AreSame(Point left, Point right) {
  if (IsInfinity(left) || IsInfinity(right)) return IsInfinity(left) && IsInfinity(right);
  Number scratch[1];
  Normalise(&left, 1, scratch);
  Normalise(&right, 1, scratch);
  std::uint8_t a[kAffineBytes], b[kAffineBytes];
  EncodeAffine(left, a);
  EncodeAffine(right, b);
  return std::memcmp(a, b, sizeof a) == 0;
}

Point RandomPoint(Random& random) {
  Bytes wide = random.Take(64);
  std::uint8_t affine[kAffineBytes];
  while (!TryX(wide.data(), affine)) wide = random.Take(64);
  Point point;
  CHECK(DecodeAffine(affine, &point));
  return point;
}

void ScalarsHaveARange() {
  Scalar scalar;
  std::uint8_t bytes[32] = {};
  CHECK(!scalar.Set(bytes));
  CHECK(!scalar.Set(kOrderBytes));
  std::memset(bytes, 0xff, sizeof bytes);
  CHECK(!scalar.Set(bytes));
  std::memcpy(bytes, kOrderBytes, sizeof bytes);
  bytes[31]--;
  CHECK(scalar.Set(bytes));
  // q - 1 times a point is its negative.
  CHECK(AreSame(Product(PointTables<1>(Generator()), scalar), Negated(Generator())));
  CHECK(AreSame(Product(PointTables<4>(Generator()), scalar), Negated(Generator())));
}

void ProductsAreMultiples(Random& random, FixedBase& table) {
  const Point p = RandomPoint(random);
  const Point q = RandomPoint(random);
  const Bytes left = random.TakeScalar();
  const Bytes right = random.TakeScalar();
  Scalar a, b, product, negated;
  CHECK(a.Set(left.data()) && b.Set(right.data()));
  const Point expected = Multiple(p, left.data());
  const PointTables<1> one(p);
  const PointTables<1> other(q);
  CHECK(AreSame(Product(one, a), expected));
  CHECK(AreSame(Product(PointTables<4>(p), a), expected));
  CHECK(AreSame(SumOfProducts(one, a, other, b), Sum(expected, Multiple(q, right.data()))));
  CHECK(AreSame(SumOfProducts(one, a, one, a), Sum(expected, expected)));
  table.Build(p);
  CHECK(AreSame(table.Product(a), expected));
  product.SetProduct(a, b);
  negated.SetNegatedProduct(a, b);
  CHECK(AreSame(Product(one, product), Multiple(expected, right.data())));
  CHECK(IsInfinity(Sum(table.Product(product), table.Product(negated))));
}

void SumsAreComplete(Random& random) {
  const Point p = RandomPoint(random);
  CHECK(IsInfinity(Sum(p, Negated(p))));
  CHECK(AreSame(Sum(p, Infinity()), p));
  CHECK(AreSame(Sum(Infinity(), p), p));
  CHECK(IsInfinity(Sum(Infinity(), Infinity())));
  CHECK(AreSame(Sum(Sum(p, p), p), Sum(p, Sum(p, p))));
}

// Whatever the bytes are, they are refused or are what the point encodes to.
void DecodingIsStrict(Random& random) {
  Point point;
  for (int i = 0; i < 50; i++) {
    Bytes bytes = random.Take(kPointBytes);
    if (random.Below(2) == 0) bytes[0] = static_cast<std::uint8_t>(2 + random.Below(2));
    if (random.Below(8) == 0) std::memset(bytes.data() + 1, 0xff, 16);
    if (Decode(bytes.data(), &point)) {
      std::uint8_t again[kPointBytes];
      Encode(point, again);
      CHECK(std::memcmp(again, bytes.data(), kPointBytes) == 0);
      std::uint8_t affine[kAffineBytes];
      EncodeAffine(point, affine);
      CHECK(DecodeAffine(affine, &point));
      affine[random.Below(kAffineBytes)] ^= 1;
      CHECK(!DecodeAffine(affine, &point));
    }
    const Bytes wide = random.Take(kAffineBytes);
    DecodeAffine(wide.data(), &point);
  }
}

void BatchesAreWhatTheySay(Random& random, const FixedBase& generator, FixedBase& key) {
  const std::size_t count = 1 + random.Below(5);
  const Bytes secret = random.TakeScalar();
  Scalar x;
  CHECK(x.Set(secret.data()));
  const Point y = generator.Product(x);
  key.Build(y);
  const Bytes r = random.TakeScalars(count);
  const Bytes k = random.TakeScalars(count);
  std::vector<Ciphertext> ciphertexts(count);
  std::vector<Point> plaintexts(count);
  for (std::size_t i = 0; i < count; i++) {
    plaintexts[i] = RandomPoint(random);
    ciphertexts[i] = {Infinity(), plaintexts[i]};
  }
  CHECK(AddZeros(generator, key, r.data(), count, ciphertexts.data()).error == CurveError::kNone);
  Bytes encoded(count * 2 * kPointBytes);
  CHECK(EncodePoints(&ciphertexts[0].u, 2 * count, 2, encoded.data()).error == CurveError::kNone);
  std::vector<Ciphertext> decoded(count);
  CHECK(DecodeCiphertexts(encoded.data(), count, decoded.data()).error == CurveError::kNone);
  std::vector<Point> opened(count);
  CHECK(Open(secret.data(), count, decoded.data(), opened.data()).error == CurveError::kNone);
  for (std::size_t i = 0; i < count; i++) CHECK(AreSame(opened[i], plaintexts[i]));

  std::vector<Ciphertext> blinded = decoded;
  CHECK(Blind(secret.data(), k.data(), false, count, blinded.data()).error == CurveError::kNone);
  for (std::size_t i = 0; i < count; i++) {
    CHECK(AreSame(blinded[i].u, Multiple(decoded[i].u, k.data() + 32 * i)));
    CHECK(AreSame(blinded[i].e, Multiple(plaintexts[i], k.data() + 32 * i)));
  }
  std::vector<FixedBase> tables(count);
  for (std::size_t j = 0; j < count; j++) tables[j].Build(plaintexts[j]);
  for (const FixedBase* built : {static_cast<const FixedBase*>(nullptr), static_cast<const FixedBase*>(tables.data())}) {
    std::vector<Ciphertext> differences(count);
    const Subtrahends subtrahends = {plaintexts.data(), built, count};
    CHECK(BlindDifferences(secret.data(), subtrahends, k.data(), decoded[0], differences.data()).error ==
          CurveError::kNone);
    // The first subtrahend is the plaintext itself.
    CHECK(IsInfinity(differences[0].e));
    for (std::size_t j = 0; j < count; j++) {
      const Point difference = Sum(plaintexts[0], Negated(plaintexts[j]));
      CHECK(AreSame(differences[j].e, Multiple(difference, k.data() + 32 * j)));
    }
  }
  GroupSums sums;
  for (std::size_t at = 0; at < count;) {
    const std::size_t piece = 1 + random.Below(count - at);
    CHECK(sums.Add(decoded.data() + at, decoded.data() + at, k.data() + 32 * at, piece).error == CurveError::kNone);
    at += piece;
  }
  Ciphertext tuple[3];
  sums.Finish(plaintexts[0], tuple);
  Point total = Infinity();
  for (const Ciphertext& c : decoded) total = Sum(total, c.e);
  CHECK(AreSame(tuple[2].e, total));
  Point differences = Infinity();
  for (std::size_t i = 1; i < count; i++) {
    const Point difference = Sum(decoded[i].e, Negated(decoded[0].e));
    differences = Sum(differences, Multiple(difference, k.data() + 32 * i));
  }
  CHECK(AreSame(tuple[0].e, differences));
  CHECK(AreSame(tuple[1].e, Sum(Sum(differences, Negated(decoded[0].e)), plaintexts[0])));
  const std::vector<std::uint8_t> nothing(32, 0);
  CHECK(sums.Add(decoded.data(), decoded.data(), nothing.data(), 1).error == CurveError::kOwn);
  CHECK(Open(nothing.data(), count, decoded.data(), opened.data()).error == CurveError::kOwn);
}

void InfinityIsTold(Random& random) {
  Point points[4] = {RandomPoint(random), RandomPoint(random), RandomPoint(random), Infinity()};
  std::uint8_t bytes[4 * kPointBytes];
  const CurveStatus status = EncodePoints(points, 4, 2, bytes);
  CHECK(status.error == CurveError::kInfinity && status.record == 1);
  // Normalising passes over it, wherever it is among others.
  for (int at = 0; at < 4; at++) {
    Point some[4] = {RandomPoint(random), RandomPoint(random), RandomPoint(random), RandomPoint(random)};
    const Point kept = Sum(some[(at + 1) % 4], some[(at + 2) % 4]);
    some[at] = Infinity();
    some[(at + 1) % 4] = kept;
    Number scratch[4];
    Normalise(some, 4, scratch);
    CHECK(IsInfinity(some[at]));
    CHECK(AreSame(some[(at + 1) % 4], kept));
  }
}

}  // namespace

void TestCurve(int rounds, std::uint64_t seed) {
  PrepareP256();
  Random random(seed);
  ScalarsHaveARange();
  std::vector<FixedBase> tables(2);
  tables[0].Build(Generator());
  for (int round = 0; round < rounds; round++) {
    SumsAreComplete(random);
    DecodingIsStrict(random);
    ProductsAreMultiples(random, tables[1]);
    BatchesAreWhatTheySay(random, tables[0], tables[1]);
    InfinityIsTold(random);
  }
}
