// Points and scalars of NIST P-256.
//
// The arithmetic is OpenSSL's: field, order, addition and doubling, and the constant-time look-ups, are
// the assembly of libcrypto (ecp_nistz256, S. Gueron and V. Krasnov, "Fast Prime Field Elliptic Curve
// Cryptography with 256 Bit Primes"), which its own public functions are made of. Here are only the
// ways to call it in batches: windows, tables, shared doublings, one inversion for many points.
//
// Constant-time in scalars: everything that takes one (digits, look-ups over whole tables, negation by
// mask), but for one branch in the library's addition of equal points. A multiplication of one point by
// a scalar below the order reaches it with probability 2^-250. A sum of two products does so, too, unless
// whoever chose both points knows how one is a multiple of the other: then the branch depends on digits
// of the scalars, which are fresh for each record or each batch. Not constant-time in points: decoding,
// infinity, and equality of operands are branched on; points here come from or go to other parties.
#ifndef AUREOLE_P256_H
#define AUREOLE_P256_H

#include <cstddef>
#include <cstdint>

namespace aureole {

constexpr std::size_t kScalarBytes = 32;
constexpr std::size_t kPointBytes = 33;
constexpr std::size_t kAffineBytes = 64;

// A number of 256 bits, least significant word first. As an element of the field: times 2^256 mod p.
struct Number {
  std::uint64_t word[4];
};

// Jacobian coordinates: (x / z^2, y / z^3); z = 0 is the point at infinity. The library's layout.
struct Point {
  Number x, y, z;
};

// Affine coordinates; (0, 0), which is not on the curve, is the point at infinity in a table.
struct AffinePoint {
  Number x, y;
};

// Finds out what the processor can do; before anything else here, and harmless when repeated.
void PrepareP256();

Point Infinity();
Point Generator();
bool IsInfinity(const Point& point);
Point Sum(const Point& left, const Point& right);
Point Negated(const Point& point);

// 33 bytes, 02 or 03 and x; false if that is no point of the curve.
bool Decode(const std::uint8_t* bytes, Point* point);

// 64 bytes, x and y; false if that is no point of the curve.
bool DecodeAffine(const std::uint8_t* bytes, Point* point);

// Turns points into affine ones (z = 1) with one inversion for all. Those at infinity stay. scratch has
// as many elements as points.
void Normalise(Point* points, std::size_t count, Number* scratch);

// Of normalised points that are not at infinity.
void Encode(const Point& point, std::uint8_t* bytes);
void EncodeAffine(const Point& point, std::uint8_t* bytes);

// Takes a number of 512 bits modulo p as x and writes it big-endian to affine[0..32). If there is a
// point with that x, writes the even y behind it and returns true.
bool TryX(const std::uint8_t* wide, std::uint8_t* affine);

// A number in [1, q), q the order. Overwritten at the end.
class Scalar {
 public:
  Scalar() : number_{} {}
  ~Scalar();
  Scalar(const Scalar&) = delete;
  Scalar& operator=(const Scalar&) = delete;

  // 32 bytes, big-endian; false if that is not in [1, q), which is not told in constant time only if
  // it is false.
  bool Set(const std::uint8_t* bytes);

  // left * right mod q, and q minus that.
  void SetProduct(const Scalar& left, const Scalar& right);
  void SetNegatedProduct(const Scalar& left, const Scalar& right);

  // -q <= digit <= q: the i-th signed digit of a number in base 2^width, width 5 or 7: its absolute
  // value in [0, 2^(width-1)], and 1 if it is negative.
  std::uint32_t Digit(int width, int i, std::uint32_t* negative) const;

 private:
  Number number_;
};

// 1 to 16 times a point.
struct Multiples {
  alignas(64) Point multiple[16];
};

// Tables of a point P for one scalar multiplication, or for a few.
template <int kSegments>
struct PointTables {
  static_assert(52 % kSegments == 0, "52 digits of 5 bits are shared out among segments");
  static constexpr int kDigits = 52 / kSegments;

  explicit PointTables(const Point& point);

  // Multiples of P, 2^(5*kDigits) P, ...
  Multiples segment[kSegments];
};

// scalar * P, tables being P's.
template <int kSegments>
Point Product(const PointTables<kSegments>& tables, const Scalar& scalar);

// left * P + right * Q with shared doublings.
Point SumOfProducts(const PointTables<1>& p, const Scalar& left, const PointTables<1>& q,
                    const Scalar& right);

// Tables of a public point from which multiples of it come without doublings: 37 windows of 7 bits.
// Lives in memory that Java owns, so it has no pointers and no destructor.
class FixedBase {
 public:
  static constexpr int kWindows = 37;
  static constexpr int kEntries = 64;

  void Build(const Point& point);
  Point Product(const Scalar& scalar) const;

 private:
  alignas(64) AffinePoint window_[kWindows][kEntries];
};

}  // namespace aureole

#endif
