#include "curve.h"

namespace aureole {
namespace {

Ciphertext SumOf(const Ciphertext& left, const Ciphertext& right) {
  return {Sum(left.u, right.u), Sum(left.e, right.e)};
}

CurveStatus NormaliseAll(Point* points, std::size_t count, std::size_t per_record) {
  Number scratch[kMaximumPoints];
  for (std::size_t i = 0; i < count; i++) {
    if (IsInfinity(points[i])) return {CurveError::kInfinity, i / per_record};
  }
  Normalise(points, count, scratch);
  return kFine;
}

}  // namespace

CurveStatus DecodePoints(const std::uint8_t* bytes, std::size_t count, Point* points) {
  for (std::size_t i = 0; i < count; i++) {
    if (!Decode(bytes + kPointBytes * i, &points[i])) return {CurveError::kNoPoint, i};
  }
  return kFine;
}

CurveStatus DecodeCiphertexts(const std::uint8_t* bytes, std::size_t count, Ciphertext* ciphertexts) {
  for (std::size_t i = 0; i < count; i++, bytes += 2 * kPointBytes) {
    if (!Decode(bytes, &ciphertexts[i].u) || !Decode(bytes + kPointBytes, &ciphertexts[i].e)) {
      return {CurveError::kNoPoint, i};
    }
  }
  return kFine;
}

CurveStatus DecodeAffines(const std::uint8_t* bytes, std::size_t count, Point* points) {
  for (std::size_t i = 0; i < count; i++) {
    if (!DecodeAffine(bytes + kAffineBytes * i, &points[i])) return {CurveError::kOwn, i};
  }
  return kFine;
}

CurveStatus EncodePoints(Point* points, std::size_t count, std::size_t per_record, std::uint8_t* bytes) {
  const CurveStatus status = NormaliseAll(points, count, per_record);
  if (status.error != CurveError::kNone) return status;
  for (std::size_t i = 0; i < count; i++) Encode(points[i], bytes + kPointBytes * i);
  return kFine;
}

CurveStatus EncodeAffines(Point* points, std::size_t count, std::uint8_t* bytes) {
  const CurveStatus status = NormaliseAll(points, count, 1);
  if (status.error != CurveError::kNone) return status;
  for (std::size_t i = 0; i < count; i++) EncodeAffine(points[i], bytes + kAffineBytes * i);
  return kFine;
}

CurveStatus MultiplyBase(const FixedBase& base, const std::uint8_t* scalars, std::size_t count,
                         Point* products) {
  for (std::size_t i = 0; i < count; i++) {
    Scalar scalar;
    if (!scalar.Set(scalars + kScalarBytes * i)) return {CurveError::kOwn, i};
    products[i] = base.Product(scalar);
  }
  return kFine;
}

CurveStatus AddZeros(const FixedBase& generator, const FixedBase& key, const std::uint8_t* randomness,
                     std::size_t count, Ciphertext* ciphertexts) {
  for (std::size_t i = 0; i < count; i++) {
    Scalar r;
    if (!r.Set(randomness + kScalarBytes * i)) return {CurveError::kOwn, i};
    ciphertexts[i] = SumOf(ciphertexts[i], {generator.Product(r), key.Product(r)});
  }
  return kFine;
}

CurveStatus Blind(const std::uint8_t* secret, const std::uint8_t* multipliers, bool shared,
                  std::size_t count, Ciphertext* ciphertexts) {
  Scalar x;
  if (!x.Set(secret)) return {CurveError::kOwn, 0};
  for (std::size_t i = 0; i < count; i++) {
    Scalar k;
    if (!k.Set(multipliers + (shared ? 0 : kScalarBytes * i))) return {CurveError::kOwn, i};
    Scalar minus_kx;
    minus_kx.SetNegatedProduct(k, x);
    const PointTables<1> u(ciphertexts[i].u);
    const PointTables<1> e(ciphertexts[i].e);
    ciphertexts[i] = {Product(u, k), SumOfProducts(e, k, u, minus_kx)};
  }
  return kFine;
}

CurveStatus Open(const std::uint8_t* secret, std::size_t count, const Ciphertext* ciphertexts,
                 Point* opened) {
  Scalar x;
  if (!x.Set(secret)) return {CurveError::kOwn, 0};
  for (std::size_t i = 0; i < count; i++) {
    const PointTables<1> u(ciphertexts[i].u);
    opened[i] = Sum(ciphertexts[i].e, Negated(Product(u, x)));
  }
  return kFine;
}

CurveStatus BlindDifferences(const std::uint8_t* secret, const Subtrahends& subtrahends,
                             const std::uint8_t* multipliers, const Ciphertext& ciphertext,
                             Ciphertext* results) {
  Scalar x;
  if (!x.Set(secret)) return {CurveError::kOwn, 0};
  const PointTables<4> u(ciphertext.u);
  const Point opened = Sum(ciphertext.e, Negated(Product(u, x)));
  const PointTables<4> opened_tables(opened);
  for (std::size_t j = 0; j < subtrahends.count; j++) {
    Scalar k;
    if (!k.Set(multipliers + kScalarBytes * j)) return {CurveError::kOwn, 0};
    results[j].u = Product(u, k);
    if (subtrahends.tables != nullptr) {
      const Point product = subtrahends.tables[j].Product(k);
      results[j].e = Sum(Product(opened_tables, k), Negated(product));
    } else {
      const PointTables<1> difference(Sum(opened, Negated(subtrahends.points[j])));
      results[j].e = Product(difference, k);
    }
  }
  return kFine;
}

CurveStatus GroupSums::Add(const Ciphertext* keys, const Ciphertext* counts, const std::uint8_t* weights,
                           std::size_t count) {
  for (std::size_t i = 0; i < count; i++) {
    if (begun_) {
      Scalar weight;
      if (!weight.Set(weights + kScalarBytes * i)) return {CurveError::kOwn, i};
      const Ciphertext difference = SumOf(keys[i], minus_first_);
      const PointTables<1> u(difference.u);
      const PointTables<1> e(difference.e);
      differences_ = SumOf(differences_, {Product(u, weight), Product(e, weight)});
    } else {
      minus_first_ = {Negated(keys[i].u), Negated(keys[i].e)};
      begun_ = true;
    }
    counts_ = SumOf(counts_, counts[i]);
  }
  return kFine;
}

void GroupSums::Finish(const Point& marker, Ciphertext* tuple) const {
  tuple[0] = differences_;
  tuple[1] = SumOf(differences_, minus_first_);
  tuple[1].e = Sum(tuple[1].e, marker);
  tuple[2] = counts_;
}

}  // namespace aureole
