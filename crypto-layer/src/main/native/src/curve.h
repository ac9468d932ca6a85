// The batches of org.aureole.crypto.curve.CurveKernel, a chunk of records at a time and in memory of
// the caller. Record formats and formulas are said there.
#ifndef AUREOLE_CURVE_H
#define AUREOLE_CURVE_H

#include <cstddef>
#include <cstdint>

#include "p256.h"

namespace aureole {

// The most points that are normalised together: an inversion is then cheap enough.
constexpr std::size_t kMaximumPoints = 192;

enum class CurveError : int {
  kNone = 0,
  kNoPoint = 1,        // a record of a peer is no point of the curve
  kNoPointSecond = 2,  // so is one of the second argument of a peer
  kInfinity = 3,       // a record leads to the point at infinity
  kOwn = 4,            // a scalar or an affine point is none
};

struct CurveStatus {
  CurveError error;
  std::size_t record;  // which one, within the chunk
};

constexpr CurveStatus kFine = {CurveError::kNone, 0};

// A ciphertext, both of its points.
struct Ciphertext {
  Point u, e;
};

CurveStatus DecodePoints(const std::uint8_t* bytes, std::size_t count, Point* points);
CurveStatus DecodeCiphertexts(const std::uint8_t* bytes, std::size_t count, Ciphertext* ciphertexts);
CurveStatus DecodeAffines(const std::uint8_t* bytes, std::size_t count, Point* points);

// 33 bytes for each of at most kMaximumPoints points, per_record of which one record led to.
CurveStatus EncodePoints(Point* points, std::size_t count, std::size_t per_record, std::uint8_t* bytes);

// 64 bytes for each.
CurveStatus EncodeAffines(Point* points, std::size_t count, std::uint8_t* bytes);

CurveStatus MultiplyBase(const FixedBase& base, const std::uint8_t* scalars, std::size_t count,
                         Point* products);

// ciphertexts[i] += (r[i] G, r[i] Y).
CurveStatus AddZeros(const FixedBase& generator, const FixedBase& key, const std::uint8_t* randomness,
                     std::size_t count, Ciphertext* ciphertexts);

// ciphertexts[i] = (k u, k (e - x u)); multipliers: one k for each, or one for all if shared.
CurveStatus Blind(const std::uint8_t* secret, const std::uint8_t* multipliers, bool shared,
                  std::size_t count, Ciphertext* ciphertexts);

// opened[i] = e - x u.
CurveStatus Open(const std::uint8_t* secret, std::size_t count, const Ciphertext* ciphertexts,
                 Point* opened);

// Tables for the subtrahends of BlindDifferences; without them it subtracts first.
struct Subtrahends {
  const Point* points;       // S_1 to S_J
  const FixedBase* tables;   // of the same, or null
  std::size_t count;         // J
};

// results[j] = (k[j] u, k[j] (e - x u - S_j)) for one ciphertext.
CurveStatus BlindDifferences(const std::uint8_t* secret, const Subtrahends& subtrahends,
                             const std::uint8_t* multipliers, const Ciphertext& ciphertext,
                             Ciphertext* results);

// Sums up the registers of one group, in any number of pieces.
class GroupSums {
 public:
  // weights: a scalar for each register, of which that of the group's first is not used.
  CurveStatus Add(const Ciphertext* keys, const Ciphertext* counts, const std::uint8_t* weights,
                  std::size_t count);

  // A, B and N, before zeros are added.
  void Finish(const Point& marker, Ciphertext* tuple) const;

 private:
  bool begun_ = false;
  Ciphertext minus_first_ = {};
  Ciphertext differences_ = {};
  Ciphertext counts_ = {};
};

}  // namespace aureole

#endif
