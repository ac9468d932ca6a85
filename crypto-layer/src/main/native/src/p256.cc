#include "p256.h"

#include <cstring>

#include "wipe.h"

// Of libcrypto, linked statically: crypto/ec/ecp_nistz256. Numbers are four words, least significant
// first; points are laid out as ours.
extern "C" {
void OPENSSL_cpuid_setup(void);
void ecp_nistz256_mul_mont(std::uint64_t* r, const std::uint64_t* a, const std::uint64_t* b);
void ecp_nistz256_sqr_mont(std::uint64_t* r, const std::uint64_t* a);
void ecp_nistz256_add(std::uint64_t* r, const std::uint64_t* a, const std::uint64_t* b);
void ecp_nistz256_sub(std::uint64_t* r, const std::uint64_t* a, const std::uint64_t* b);
void ecp_nistz256_neg(std::uint64_t* r, const std::uint64_t* a);
void ecp_nistz256_to_mont(std::uint64_t* r, const std::uint64_t* a);
void ecp_nistz256_from_mont(std::uint64_t* r, const std::uint64_t* a);
void ecp_nistz256_ord_mul_mont(std::uint64_t* r, const std::uint64_t* a, const std::uint64_t* b);
void ecp_nistz256_point_double(aureole::Point* r, const aureole::Point* a);
void ecp_nistz256_point_add(aureole::Point* r, const aureole::Point* a, const aureole::Point* b);
void ecp_nistz256_point_add_affine(aureole::Point* r, const aureole::Point* a,
                                   const aureole::AffinePoint* b);
// Tables are numbered from 1; gathering number 0 gives zeros. Scattering into a table of 64 counts
// from 0.
void ecp_nistz256_scatter_w5(aureole::Point* table, const aureole::Point* point, int number);
void ecp_nistz256_gather_w5(aureole::Point* point, const aureole::Point* table, int number);
void ecp_nistz256_scatter_w7(aureole::AffinePoint* table, const aureole::AffinePoint* point, int index);
void ecp_nistz256_gather_w7(aureole::AffinePoint* point, const aureole::AffinePoint* table, int number);
}

namespace aureole {
namespace {

// NIST SP 800-186, 3.2.1.3.
constexpr Number kPrime = {{0xffffffffffffffffu, 0x00000000ffffffffu, 0, 0xffffffff00000001u}};
constexpr Number kOrder = {{0xf3b9cac2fc632551u, 0xbce6faada7179e84u, 0xffffffffffffffffu, 0xffffffff00000000u}};
constexpr Number kB = {{0x3bce3c3e27d2604bu, 0x651d06b0cc53b0f6u, 0xb3ebbd55769886bcu, 0x5ac635d8aa3a93e7u}};
constexpr Number kGeneratorX = {
    {0xf4a13945d898c296u, 0x77037d812deb33a0u, 0xf8bce6e563a440f2u, 0x6b17d1f2e12c4247u}};
constexpr Number kGeneratorY = {
    {0xcbb6406837bf51f5u, 0x2bce33576b315eceu, 0x8ee7eb4a7c0f9e16u, 0x4fe342e2fe1a7f9bu}};

// 1 if left < right, in constant time; difference is left - right mod 2^256.
constexpr std::uint64_t Subtract(const Number& left, const Number& right, Number* difference) {
  std::uint64_t borrow = 0;
  for (int i = 0; i < 4; i++) {
    const unsigned __int128 d = static_cast<unsigned __int128>(left.word[i]) - right.word[i] - borrow;
    difference->word[i] = static_cast<std::uint64_t>(d);
    borrow = static_cast<std::uint64_t>(d >> 64) & 1;
  }
  return borrow;
}

// 2^exponent mod modulus, of a modulus above 2^255.
constexpr Number PowerOfTwo(int exponent, const Number& modulus) {
  Number power = {{1, 0, 0, 0}};
  for (int i = 0; i < exponent; i++) {
    const std::uint64_t carry = power.word[3] >> 63;
    for (int w = 3; w > 0; w--) power.word[w] = (power.word[w] << 1) | (power.word[w - 1] >> 63);
    power.word[0] <<= 1;
    Number reduced = {};
    const std::uint64_t below = Subtract(power, modulus, &reduced);
    if (carry != 0 || below == 0) power = reduced;
  }
  return power;
}

constexpr Number kOne = PowerOfTwo(256, kPrime);           // 1, as an element of the field
constexpr Number kMontgomery = PowerOfTwo(512, kPrime);    // 2^256, as an element of the field
constexpr Number kOrderSquared = PowerOfTwo(512, kOrder);  // brings a scalar to Montgomery's form

Number Times(const Number& a, const Number& b) {
  Number r;
  ecp_nistz256_mul_mont(r.word, a.word, b.word);
  return r;
}

Number Squared(const Number& a, int times = 1) {
  Number r = a;
  for (int i = 0; i < times; i++) ecp_nistz256_sqr_mont(r.word, r.word);
  return r;
}

Number ToField(const Number& a) {
  Number r;
  ecp_nistz256_to_mont(r.word, a.word);
  return r;
}

Number FromField(const Number& a) {
  Number r;
  ecp_nistz256_from_mont(r.word, a.word);
  return r;
}

bool IsZero(const Number& a) { return (a.word[0] | a.word[1] | a.word[2] | a.word[3]) == 0; }

bool AreEqual(const Number& a, const Number& b) {
  return ((a.word[0] ^ b.word[0]) | (a.word[1] ^ b.word[1]) | (a.word[2] ^ b.word[2]) |
          (a.word[3] ^ b.word[3])) == 0;
}

Number Load(const std::uint8_t* bytes) {
  Number number = {};
  for (int i = 0; i < 32; i++) {
    number.word[3 - i / 8] = (number.word[3 - i / 8] << 8) | bytes[i];
  }
  return number;
}

void Store(const Number& number, std::uint8_t* bytes) {
  for (int i = 0; i < 32; i++) {
    bytes[i] = static_cast<std::uint8_t>(number.word[3 - i / 8] >> (56 - 8 * (i % 8)));
  }
}

bool IsBelow(const Number& number, const Number& bound) {
  Number difference = {};
  return Subtract(number, bound, &difference) == 1;
}

// a^(2^32 - 1).
Number PowerOf32Ones(const Number& a) {
  const Number x2 = Times(Squared(a), a);
  const Number x4 = Times(Squared(x2, 2), x2);
  const Number x8 = Times(Squared(x4, 4), x4);
  const Number x16 = Times(Squared(x8, 8), x8);
  return Times(Squared(x16, 16), x16);
}

// A square root, if there is one: a^((p+1)/4), with (p+1)/4 = 2^254 - 2^222 + 2^190 + 2^94.
Number Root(const Number& a) {
  Number r = Times(Squared(PowerOf32Ones(a), 32), a);
  r = Times(Squared(r, 96), a);
  return Squared(r, 94);
}

// 1/a = a^(p-2), of which the exponent is no secret; 0 if a is 0.
Number Inverse(const Number& a) {
  Number exponent = kPrime;
  exponent.word[0] -= 2;
  Number r = kOne;
  for (int bit = 255; bit >= 0; bit--) {
    r = Squared(r);
    if ((exponent.word[bit / 64] >> (bit % 64)) & 1) r = Times(r, a);
  }
  return r;
}

// x^3 - 3x + b.
Number RightSide(const Number& x) {
  Number three_x;
  ecp_nistz256_add(three_x.word, x.word, x.word);
  ecp_nistz256_add(three_x.word, three_x.word, x.word);
  Number r = Times(Squared(x), x);
  ecp_nistz256_sub(r.word, r.word, three_x.word);
  const Number b = ToField(kB);
  ecp_nistz256_add(r.word, r.word, b.word);
  return r;
}

// The root of RightSide(x) with that lowest bit, as an element of the field.
bool RootOf(const Number& x, std::uint64_t low_bit, Number* y) {
  const Number square = RightSide(x);
  *y = Root(square);
  if (!AreEqual(Squared(*y), square)) return false;
  if ((FromField(*y).word[0] & 1) != low_bit) ecp_nistz256_neg(y->word, y->word);
  return true;
}

void NegateIf(std::uint32_t condition, Number* y) {
  const std::uint64_t mask = 0 - static_cast<std::uint64_t>(condition);
  Number negated;
  ecp_nistz256_neg(negated.word, y->word);
  for (int i = 0; i < 4; i++) y->word[i] ^= mask & (y->word[i] ^ negated.word[i]);
}

// sum += the digit-th multiple of a table.
void AddDigit(const Multiples& table, const Scalar& scalar, int i, Point* sum) {
  std::uint32_t negative = 0;
  const std::uint32_t digit = scalar.Digit(5, i, &negative);
  alignas(64) Point multiple;
  ecp_nistz256_gather_w5(&multiple, table.multiple, static_cast<int>(digit));
  NegateIf(negative, &multiple.y);
  ecp_nistz256_point_add(sum, sum, &multiple);
}

void Double(Point* point, int times) {
  for (int i = 0; i < times; i++) ecp_nistz256_point_double(point, point);
}

}  // namespace

void PrepareP256() { OPENSSL_cpuid_setup(); }

Point Infinity() { return {}; }

Point Generator() { return {ToField(kGeneratorX), ToField(kGeneratorY), kOne}; }

bool IsInfinity(const Point& point) { return IsZero(point.z); }

Point Sum(const Point& left, const Point& right) {
  Point sum;
  ecp_nistz256_point_add(&sum, &left, &right);
  return sum;
}

Point Negated(const Point& point) {
  Point negated = point;
  ecp_nistz256_neg(negated.y.word, negated.y.word);
  return negated;
}

bool Decode(const std::uint8_t* bytes, Point* point) {
  if (bytes[0] != 2 && bytes[0] != 3) return false;
  const Number x = Load(bytes + 1);
  if (!IsBelow(x, kPrime)) return false;
  point->x = ToField(x);
  point->z = kOne;
  return RootOf(point->x, bytes[0] & 1, &point->y);
}

bool DecodeAffine(const std::uint8_t* bytes, Point* point) {
  const Number x = Load(bytes);
  const Number y = Load(bytes + 32);
  if (!IsBelow(x, kPrime) || !IsBelow(y, kPrime)) return false;
  *point = {ToField(x), ToField(y), kOne};
  return AreEqual(Squared(point->y), RightSide(point->x));
}

void Normalise(Point* points, std::size_t count, Number* scratch) {
  // scratch[i] is the product of all z up to and with the i-th that are not 0.
  Number product = kOne;
  for (std::size_t i = 0; i < count; i++) {
    if (!IsInfinity(points[i])) product = Times(product, points[i].z);
    scratch[i] = product;
  }
  Number inverse = Inverse(product);
  for (std::size_t i = count; i-- > 0;) {
    Point& point = points[i];
    if (IsInfinity(point)) continue;
    const Number z_inverse = i == 0 ? inverse : Times(inverse, scratch[i - 1]);
    inverse = Times(inverse, point.z);
    const Number squared = Squared(z_inverse);
    point.x = Times(point.x, squared);
    point.y = Times(point.y, Times(squared, z_inverse));
    point.z = kOne;
  }
}

void Encode(const Point& point, std::uint8_t* bytes) {
  bytes[0] = static_cast<std::uint8_t>(2 + (FromField(point.y).word[0] & 1));
  Store(FromField(point.x), bytes + 1);
}

void EncodeAffine(const Point& point, std::uint8_t* bytes) {
  Store(FromField(point.x), bytes);
  Store(FromField(point.y), bytes + 32);
}

bool TryX(const std::uint8_t* wide, std::uint8_t* affine) {
  // high * 2^256 + low; both may be above p, which the multiplication reduces.
  Number x = Times(ToField(Load(wide)), kMontgomery);
  const Number low = ToField(Load(wide + 32));
  ecp_nistz256_add(x.word, x.word, low.word);
  Store(FromField(x), affine);
  Number y;
  if (!RootOf(x, 0, &y)) return false;
  Store(FromField(y), affine + 32);
  return true;
}

Scalar::~Scalar() { Wipe(&number_, sizeof number_); }

bool Scalar::Set(const std::uint8_t* bytes) {
  number_ = Load(bytes);
  return IsBelow(number_, kOrder) && !IsZero(number_);
}

void Scalar::SetProduct(const Scalar& left, const Scalar& right) {
  Number lifted;
  ecp_nistz256_ord_mul_mont(lifted.word, left.number_.word, kOrderSquared.word);
  ecp_nistz256_ord_mul_mont(number_.word, lifted.word, right.number_.word);
  Wipe(&lifted, sizeof lifted);
}

void Scalar::SetNegatedProduct(const Scalar& left, const Scalar& right) {
  SetProduct(left, right);
  Number negated = {};
  Subtract(kOrder, number_, &negated);
  number_ = negated;
  Wipe(&negated, sizeof negated);
}

std::uint32_t Scalar::Digit(int width, int i, std::uint32_t* negative) const {
  // Booth's recoding: the bits of the digit and the one below them, which says whether the digit below
  // was negative and so owes one.
  const int bits = width + 1;
  const int lowest = width * i - 1;
  std::uint64_t window = 0;
  if (lowest < 0) {
    window = number_.word[0] << 1;
  } else {
    const int word = lowest / 64;
    const int shift = lowest % 64;
    window = number_.word[word] >> shift;
    if (shift > 64 - bits && word < 3) window |= number_.word[word + 1] << (64 - shift);
  }
  const std::uint32_t ones = (1u << bits) - 1;
  const std::uint32_t value = static_cast<std::uint32_t>(window) & ones;
  *negative = value >> width;
  return (((value ^ (0 - *negative)) & ones) + 1) >> 1;
}

template <int kSegments>
PointTables<kSegments>::PointTables(const Point& point) {
  Point first = point;
  for (int s = 0; s < kSegments; s++) {
    Point multiple[17];
    multiple[1] = first;
    for (int i = 2; i <= 16; i++) {
      if (i % 2 == 0) {
        ecp_nistz256_point_double(&multiple[i], &multiple[i / 2]);
      } else {
        ecp_nistz256_point_add(&multiple[i], &multiple[i - 1], &first);
      }
    }
    for (int i = 1; i <= 16; i++) ecp_nistz256_scatter_w5(segment[s].multiple, &multiple[i], i);
    if (s + 1 < kSegments) Double(&first, 5 * kDigits);
  }
}

template <int kSegments>
Point Product(const PointTables<kSegments>& tables, const Scalar& scalar) {
  constexpr int kDigits = PointTables<kSegments>::kDigits;
  Point sum = Infinity();
  for (int i = kDigits - 1; i >= 0; i--) {
    if (i < kDigits - 1) Double(&sum, 5);
    for (int s = 0; s < kSegments; s++) AddDigit(tables.segment[s], scalar, kDigits * s + i, &sum);
  }
  return sum;
}

template struct PointTables<1>;
template struct PointTables<4>;
template Point Product(const PointTables<1>&, const Scalar&);
template Point Product(const PointTables<4>&, const Scalar&);

Point SumOfProducts(const PointTables<1>& p, const Scalar& left, const PointTables<1>& q,
                    const Scalar& right) {
  constexpr int kDigits = PointTables<1>::kDigits;
  Point sum = Infinity();
  for (int i = kDigits - 1; i >= 0; i--) {
    if (i < kDigits - 1) Double(&sum, 5);
    AddDigit(p.segment[0], left, i, &sum);
    AddDigit(q.segment[0], right, i, &sum);
  }
  return sum;
}

void FixedBase::Build(const Point& point) {
  Point first = point;
  for (int w = 0; w < kWindows; w++) {
    Point multiple[kEntries];
    Number scratch[kEntries];
    multiple[0] = first;
    for (int i = 1; i < kEntries; i++) {
      if (i % 2 == 1) {
        ecp_nistz256_point_double(&multiple[i], &multiple[i / 2]);
      } else {
        ecp_nistz256_point_add(&multiple[i], &multiple[i - 1], &first);
      }
    }
    Normalise(multiple, kEntries, scratch);
    for (int i = 0; i < kEntries; i++) {
      const AffinePoint affine = {multiple[i].x, multiple[i].y};
      ecp_nistz256_scatter_w7(window_[w], &affine, i);
    }
    Double(&first, 7);
  }
}

Point FixedBase::Product(const Scalar& scalar) const {
  Point sum = Infinity();
  for (int w = 0; w < kWindows; w++) {
    std::uint32_t negative = 0;
    const std::uint32_t digit = scalar.Digit(7, w, &negative);
    alignas(64) AffinePoint multiple;
    ecp_nistz256_gather_w7(&multiple, window_[w], static_cast<int>(digit));
    // -0 is 0, so that nothing stays nothing.
    NegateIf(negative, &multiple.y);
    ecp_nistz256_point_add_affine(&sum, &sum, &multiple);
  }
  return sum;
}

}  // namespace aureole
