// org.aureole.crypto.curve.NativeCurve. Every function gives 0, or an error and the first record that
// has it: the error in the upper half of the number, the record in the lower one.
#include <algorithm>
#include <cstring>

#include "curve.h"
#include "jni_arrays.h"

namespace {

using namespace aureole;  // NOLINT: this file is the boundary of that namespace

constexpr std::size_t kCiphertextBytes = 2 * kPointBytes;
// Ciphertexts at a time: their points are normalised together.
constexpr std::size_t kChunk = kMaximumPoints / 2;
constexpr std::size_t kTuplesAtOnce = kMaximumPoints / 6;
// More columns than any frequency; what they take lies on the stack.
constexpr std::size_t kMaximumColumns = kMaximumPoints / 2;

jlong Outcome(const CurveStatus& status, std::size_t first = 0) {
  if (status.error == CurveError::kNone) return 0;
  return (static_cast<jlong>(status.error) << 32) | static_cast<jlong>(first + status.record);
}

bool IsFine(const CurveStatus& status) { return status.error == CurveError::kNone; }

// Whether an array holds that many records of a size; its length is an int, so no product overflows.
bool HasRecords(JNIEnv* env, jarray array, jint records, std::size_t size) {
  return array != nullptr && records >= 0 &&
         static_cast<std::int64_t>(records) * static_cast<std::int64_t>(size) <= env->GetArrayLength(array);
}

void Read(JNIEnv* env, jbyteArray array, std::size_t record, std::size_t count, std::size_t size,
          std::uint8_t* bytes) {
  env->GetByteArrayRegion(array, static_cast<jint>(record * size), static_cast<jint>(count * size),
                          reinterpret_cast<jbyte*>(bytes));
}

void Write(JNIEnv* env, jbyteArray array, std::size_t record, std::size_t count, std::size_t size,
           const std::uint8_t* bytes) {
  env->SetByteArrayRegion(array, static_cast<jint>(record * size), static_cast<jint>(count * size),
                          reinterpret_cast<const jbyte*>(bytes));
}

// A buffer of bytes that is overwritten at the end.
template <std::size_t kSize>
struct Secret {
  std::uint8_t bytes[kSize];
  ~Secret() { Wipe(bytes, kSize); }
};

// The tables of so many points that a direct buffer of Java holds from its first aligned byte on; null
// if there is not enough of it.
FixedBase* Tables(JNIEnv* env, jobject buffer, jint points) {
  if (buffer == nullptr || points < 0) return nullptr;
  void* const address = env->GetDirectBufferAddress(buffer);
  const std::int64_t needed = static_cast<std::int64_t>(sizeof(FixedBase)) * points +
                              static_cast<std::int64_t>(alignof(FixedBase));
  if (address == nullptr || env->GetDirectBufferCapacity(buffer) < needed) return nullptr;
  const std::uintptr_t start = reinterpret_cast<std::uintptr_t>(address);
  const std::uintptr_t aligned = (start + alignof(FixedBase) - 1) / alignof(FixedBase) * alignof(FixedBase);
  return reinterpret_cast<FixedBase*>(aligned);
}

FixedBase* Table(JNIEnv* env, jobject buffer) { return Tables(env, buffer, 1); }

// The first record from a place on that is no ciphertext; kFine if there is none. What a peer sent is
// judged whole before what comes of it.
CurveStatus FirstBad(JNIEnv* env, jbyteArray ciphertexts, std::size_t from, std::size_t records,
                     CurveError error) {
  std::uint8_t bytes[kChunk * kCiphertextBytes];
  Ciphertext decoded[kChunk];
  for (std::size_t at = from; at < records; at += kChunk) {
    const std::size_t count = std::min(kChunk, records - at);
    Read(env, ciphertexts, at, count, kCiphertextBytes, bytes);
    const CurveStatus status = DecodeCiphertexts(bytes, count, decoded);
    if (!IsFine(status)) return {error, at + status.record};
  }
  return kFine;
}

jlong BadOr(JNIEnv* env, jbyteArray ciphertexts, std::size_t from, std::size_t records,
            const CurveStatus& status, std::size_t first) {
  if (status.error != CurveError::kInfinity) return Outcome(status, first);
  const CurveStatus bad = FirstBad(env, ciphertexts, from, records, CurveError::kNoPoint);
  return IsFine(bad) ? Outcome(status, first) : Outcome(bad);
}

jlong Refused(JNIEnv* env, const char* what) {
  Refuse(env, what);
  return 0;
}

}  // namespace

extern "C" {

JNIEXPORT jint JNICALL Java_org_aureole_crypto_curve_NativeCurve_tableBytes(JNIEnv*, jclass) {
  PrepareP256();
  return static_cast<jint>(sizeof(FixedBase) + alignof(FixedBase));
}

JNIEXPORT void JNICALL Java_org_aureole_crypto_curve_NativeCurve_generator(JNIEnv* env, jclass,
                                                                           jbyteArray point) {
  if (!HasRecords(env, point, 1, kPointBytes)) return Refuse(env, "generator");
  std::uint8_t bytes[kPointBytes];
  Encode(Generator(), bytes);
  Write(env, point, 0, 1, kPointBytes, bytes);
}

JNIEXPORT jlong JNICALL Java_org_aureole_crypto_curve_NativeCurve_prepare(JNIEnv* env, jclass,
                                                                          jbyteArray point,
                                                                          jobject buffer) {
  FixedBase* const table = Table(env, buffer);
  if (table == nullptr || !HasRecords(env, point, 1, kPointBytes)) return Refused(env, "prepare");
  std::uint8_t bytes[kPointBytes];
  Read(env, point, 0, 1, kPointBytes, bytes);
  Point decoded;
  const CurveStatus status = DecodePoints(bytes, 1, &decoded);
  if (IsFine(status)) table->Build(decoded);
  return Outcome(status);
}

JNIEXPORT jlong JNICALL Java_org_aureole_crypto_curve_NativeCurve_requirePoints(JNIEnv* env, jclass,
                                                                                jbyteArray points,
                                                                                jint records) {
  if (!HasRecords(env, points, records, kPointBytes)) return Refused(env, "requirePoints");
  std::uint8_t bytes[kMaximumPoints * kPointBytes];
  Point decoded[kMaximumPoints];
  const std::size_t total = static_cast<std::size_t>(records);
  for (std::size_t at = 0; at < total; at += kMaximumPoints) {
    const std::size_t count = std::min(kMaximumPoints, total - at);
    Read(env, points, at, count, kPointBytes, bytes);
    const CurveStatus status = DecodePoints(bytes, count, decoded);
    if (!IsFine(status)) return Outcome(status, at);
  }
  return 0;
}

// For each number of 64 bytes: affine becomes x, and y if found becomes 1.
JNIEXPORT void JNICALL Java_org_aureole_crypto_curve_NativeCurve_tryX(JNIEnv* env, jclass,
                                                                      jbyteArray wide, jint records,
                                                                      jbyteArray affine,
                                                                      jbyteArray found) {
  if (!HasRecords(env, wide, records, kAffineBytes) || !HasRecords(env, affine, records, kAffineBytes) ||
      !HasRecords(env, found, records, 1)) {
    return Refuse(env, "tryX");
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(records); i++) {
    std::uint8_t number[kAffineBytes];
    std::uint8_t point[kAffineBytes] = {};
    Read(env, wide, i, 1, kAffineBytes, number);
    const std::uint8_t is_found = TryX(number, point) ? 1 : 0;
    Write(env, affine, i, 1, kAffineBytes, point);
    Write(env, found, i, 1, 1, &is_found);
  }
}

JNIEXPORT jlong JNICALL Java_org_aureole_crypto_curve_NativeCurve_multiply(JNIEnv* env, jclass,
                                                                           jobject base,
                                                                           jbyteArray scalars,
                                                                           jint records,
                                                                           jbyteArray affine) {
  const FixedBase* const table = Table(env, base);
  if (table == nullptr || !HasRecords(env, scalars, records, kScalarBytes) ||
      !HasRecords(env, affine, records, kAffineBytes)) {
    return Refused(env, "multiply");
  }
  Secret<kChunk * kScalarBytes> factors;
  Point products[kChunk];
  std::uint8_t result[kChunk * kAffineBytes];
  const std::size_t total = static_cast<std::size_t>(records);
  for (std::size_t at = 0; at < total; at += kChunk) {
    const std::size_t count = std::min(kChunk, total - at);
    Read(env, scalars, at, count, kScalarBytes, factors.bytes);
    CurveStatus status = MultiplyBase(*table, factors.bytes, count, products);
    if (IsFine(status)) status = EncodeAffines(products, count, result);
    if (!IsFine(status)) return Outcome(status, at);
    Write(env, affine, at, count, kAffineBytes, result);
  }
  return 0;
}

// Adds encryptions of zero to plaintexts (64 bytes each), or to nothing if those are null.
JNIEXPORT jlong JNICALL Java_org_aureole_crypto_curve_NativeCurve_encrypt(
    JNIEnv* env, jclass, jobject generator, jobject key, jbyteArray plaintexts, jbyteArray randomness,
    jint records, jbyteArray ciphertexts) {
  const FixedBase* const g = Table(env, generator);
  const FixedBase* const y = Table(env, key);
  if (g == nullptr || y == nullptr ||
      (plaintexts != nullptr && !HasRecords(env, plaintexts, records, kAffineBytes)) ||
      !HasRecords(env, randomness, records, kScalarBytes) ||
      !HasRecords(env, ciphertexts, records, kCiphertextBytes)) {
    return Refused(env, "encrypt");
  }
  Secret<kChunk * kAffineBytes> affine;
  Secret<kChunk * kScalarBytes> r;
  Point messages[kChunk] = {};
  Ciphertext results[kChunk];
  std::uint8_t encoded[kChunk * kCiphertextBytes];
  const std::size_t total = static_cast<std::size_t>(records);
  jlong outcome = 0;
  for (std::size_t at = 0; at < total && outcome == 0; at += kChunk) {
    const std::size_t count = std::min(kChunk, total - at);
    CurveStatus status = kFine;
    if (plaintexts != nullptr) {
      Read(env, plaintexts, at, count, kAffineBytes, affine.bytes);
      status = DecodeAffines(affine.bytes, count, messages);
    }
    for (std::size_t i = 0; i < count; i++) results[i] = {Infinity(), messages[i]};
    Read(env, randomness, at, count, kScalarBytes, r.bytes);
    if (IsFine(status)) status = AddZeros(*g, *y, r.bytes, count, results);
    if (IsFine(status)) status = EncodePoints(&results[0].u, 2 * count, 2, encoded);
    if (IsFine(status)) Write(env, ciphertexts, at, count, kCiphertextBytes, encoded);
    outcome = Outcome(status, at);
  }
  Wipe(messages, sizeof messages);
  return outcome;
}

// What is blinded, re-randomised or both: secret and multipliers may be null, or key and randomness.
JNIEXPORT jlong JNICALL Java_org_aureole_crypto_curve_NativeCurve_blindAndRerandomise(
    JNIEnv* env, jclass, jbyteArray secret, jbyteArray multipliers, jboolean shared, jobject generator,
    jobject key, jbyteArray randomness, jbyteArray ciphertexts, jint records, jbyteArray fresh) {
  const FixedBase* const g = Table(env, generator);
  const FixedBase* const y = Table(env, key);
  const bool blinds = secret != nullptr;
  const bool adds = randomness != nullptr;
  if (!HasRecords(env, ciphertexts, records, kCiphertextBytes) ||
      !HasRecords(env, fresh, records, kCiphertextBytes) ||
      (blinds && (!HasRecords(env, secret, 1, kScalarBytes) ||
                  !HasRecords(env, multipliers, shared ? 1 : records, kScalarBytes))) ||
      (adds && (g == nullptr || y == nullptr || !HasRecords(env, randomness, records, kScalarBytes)))) {
    return Refused(env, "blindAndRerandomise");
  }
  Secret<kScalarBytes> x;
  Secret<kChunk * kScalarBytes> k;
  Secret<kChunk * kScalarBytes> r;
  std::uint8_t bytes[kChunk * kCiphertextBytes];
  Ciphertext results[kChunk];
  if (blinds) Read(env, secret, 0, 1, kScalarBytes, x.bytes);
  if (blinds && shared) Read(env, multipliers, 0, 1, kScalarBytes, k.bytes);
  const std::size_t total = static_cast<std::size_t>(records);
  for (std::size_t at = 0; at < total; at += kChunk) {
    const std::size_t count = std::min(kChunk, total - at);
    Read(env, ciphertexts, at, count, kCiphertextBytes, bytes);
    CurveStatus status = DecodeCiphertexts(bytes, count, results);
    if (IsFine(status) && blinds) {
      if (!shared) Read(env, multipliers, at, count, kScalarBytes, k.bytes);
      status = Blind(x.bytes, k.bytes, shared != JNI_FALSE, count, results);
    }
    if (IsFine(status) && adds) {
      Read(env, randomness, at, count, kScalarBytes, r.bytes);
      status = AddZeros(*g, *y, r.bytes, count, results);
    }
    if (IsFine(status)) status = EncodePoints(&results[0].u, 2 * count, 2, bytes);
    if (!IsFine(status)) return BadOr(env, ciphertexts, at, total, status, at);
    Write(env, fresh, at, count, kCiphertextBytes, bytes);
  }
  return 0;
}

// Fills a buffer with the tables of affine points, one after the other.
JNIEXPORT jlong JNICALL Java_org_aureole_crypto_curve_NativeCurve_prepareAll(
    JNIEnv* env, jclass, jbyteArray affine, jint records, jobject tables) {
  FixedBase* const built = Tables(env, tables, records);
  if (built == nullptr || !HasRecords(env, affine, records, kAffineBytes)) {
    return Refused(env, "prepareAll");
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(records); i++) {
    std::uint8_t bytes[kAffineBytes];
    Point point;
    Read(env, affine, i, 1, kAffineBytes, bytes);
    const CurveStatus status = DecodeAffines(bytes, 1, &point);
    if (!IsFine(status)) return Outcome(status, i);
    built[i].Build(point);
  }
  return 0;
}

// tables: those of all subtrahends, or null, when there are too few ciphertexts for tables.
JNIEXPORT jlong JNICALL Java_org_aureole_crypto_curve_NativeCurve_blindDifferences(
    JNIEnv* env, jclass, jbyteArray secret, jbyteArray subtrahends, jint columns, jobject tables,
    jbyteArray multipliers, jbyteArray ciphertexts, jint records, jbyteArray differences) {
  const std::int64_t total_results = static_cast<std::int64_t>(records) * columns;
  if (columns < 1 || columns > static_cast<jint>(kMaximumColumns) || records < 0 ||
      total_results > INT32_MAX || !HasRecords(env, secret, 1, kScalarBytes) ||
      !HasRecords(env, subtrahends, columns, kAffineBytes) ||
      !HasRecords(env, ciphertexts, records, kCiphertextBytes) ||
      !HasRecords(env, multipliers, static_cast<jint>(total_results), kScalarBytes) ||
      !HasRecords(env, differences, static_cast<jint>(total_results), kCiphertextBytes)) {
    return Refused(env, "blindDifferences");
  }
  const std::size_t j = static_cast<std::size_t>(columns);
  const FixedBase* const built = tables == nullptr ? nullptr : Tables(env, tables, columns);
  if (tables != nullptr && built == nullptr) return Refused(env, "blindDifferences: tables");
  std::uint8_t affine[kMaximumColumns * kAffineBytes];
  Point points[kMaximumColumns];
  Read(env, subtrahends, 0, j, kAffineBytes, affine);
  CurveStatus status = DecodeAffines(affine, j, points);
  if (!IsFine(status)) return Outcome(status);
  const Subtrahends public_points = {points, built, j};

  Secret<kScalarBytes> x;
  Secret<kMaximumColumns * kScalarBytes> k;
  Read(env, secret, 0, 1, kScalarBytes, x.bytes);
  std::uint8_t bytes[kMaximumColumns * kCiphertextBytes];
  Ciphertext ciphertext;
  Ciphertext results[kMaximumColumns];
  const std::size_t total = static_cast<std::size_t>(records);
  for (std::size_t row = 0; row < total; row++) {
    Read(env, ciphertexts, row, 1, kCiphertextBytes, bytes);
    status = DecodeCiphertexts(bytes, 1, &ciphertext);
    if (IsFine(status)) {
      Read(env, multipliers, row * j, j, kScalarBytes, k.bytes);
      status = BlindDifferences(x.bytes, public_points, k.bytes, ciphertext, results);
    }
    if (IsFine(status)) status = EncodePoints(&results[0].u, 2 * j, 2 * j, bytes);
    if (!IsFine(status)) return BadOr(env, ciphertexts, row, total, status, row);
    Write(env, differences, row * j, j, kCiphertextBytes, bytes);
  }
  return 0;
}

JNIEXPORT jlong JNICALL Java_org_aureole_crypto_curve_NativeCurve_joinGroups(
    JNIEnv* env, jclass, jobject generator, jobject key, jbyteArray marker, jintArray group_sizes,
    jbyteArray keys, jbyteArray counts, jint registers, jbyteArray weights, jbyteArray randomness,
    jbyteArray tuples) {
  const FixedBase* const g = Table(env, generator);
  const FixedBase* const y = Table(env, key);
  const jint groups = group_sizes == nullptr ? -1 : env->GetArrayLength(group_sizes);
  if (g == nullptr || y == nullptr || groups < 0 || groups > INT32_MAX / 3 ||
      !HasRecords(env, marker, 1, kAffineBytes) ||
      !HasRecords(env, keys, registers, kCiphertextBytes) ||
      !HasRecords(env, counts, registers, kCiphertextBytes) ||
      !HasRecords(env, weights, registers, kScalarBytes) ||
      !HasRecords(env, randomness, 3 * groups, kScalarBytes) ||
      !HasRecords(env, tuples, 3 * groups, kCiphertextBytes)) {
    return Refused(env, "joinGroups");
  }
  std::uint8_t affine[kAffineBytes];
  Point marker_point;
  Read(env, marker, 0, 1, kAffineBytes, affine);
  CurveStatus status = DecodeAffines(affine, 1, &marker_point);
  if (!IsFine(status)) return Outcome(status);

  constexpr std::size_t kPiece = 32;
  std::uint8_t bytes[kMaximumPoints * kPointBytes];
  Ciphertext piece_keys[kPiece];
  Ciphertext piece_counts[kPiece];
  Ciphertext results[3 * kTuplesAtOnce];
  Secret<kPiece * kScalarBytes> piece_weights;
  Secret<3 * kTuplesAtOnce * kScalarBytes> r;
  const std::size_t all = static_cast<std::size_t>(registers);
  const std::size_t total = static_cast<std::size_t>(groups);
  std::size_t at = 0;
  for (std::size_t first = 0; first < total; first += kTuplesAtOnce) {
    const std::size_t batch = std::min(kTuplesAtOnce, total - first);
    for (std::size_t group = 0; group < batch; group++) {
      jint size = 0;
      env->GetIntArrayRegion(group_sizes, static_cast<jint>(first + group), 1, &size);
      if (size < 1 || static_cast<std::size_t>(size) > all - at) return Refused(env, "joinGroups: sizes");
      GroupSums sums;
      for (std::size_t left = static_cast<std::size_t>(size); left > 0;) {
        const std::size_t count = std::min(kPiece, left);
        Read(env, keys, at, count, kCiphertextBytes, bytes);
        status = DecodeCiphertexts(bytes, count, piece_keys);
        if (!IsFine(status)) return Outcome(status, at);
        Read(env, counts, at, count, kCiphertextBytes, bytes);
        status = DecodeCiphertexts(bytes, count, piece_counts);
        if (!IsFine(status)) {
          const CurveStatus bad_key = FirstBad(env, keys, at, all, CurveError::kNoPoint);
          return IsFine(bad_key) ? Outcome({CurveError::kNoPointSecond, at + status.record}) : Outcome(bad_key);
        }
        Read(env, weights, at, count, kScalarBytes, piece_weights.bytes);
        status = sums.Add(piece_keys, piece_counts, piece_weights.bytes, count);
        if (!IsFine(status)) return Outcome(status);
        at += count;
        left -= count;
      }
      sums.Finish(marker_point, results + 3 * group);
    }
    Read(env, randomness, 3 * first, 3 * batch, kScalarBytes, r.bytes);
    status = AddZeros(*g, *y, r.bytes, 3 * batch, results);
    if (!IsFine(status)) return Outcome(status);
    status = EncodePoints(&results[0].u, 6 * batch, 6, bytes);
    if (!IsFine(status)) {
      const CurveStatus bad_key = FirstBad(env, keys, at, all, CurveError::kNoPoint);
      if (!IsFine(bad_key)) return Outcome(bad_key);
      const CurveStatus bad_count = FirstBad(env, counts, at, all, CurveError::kNoPointSecond);
      return IsFine(bad_count) ? Outcome(status, first) : Outcome(bad_count);
    }
    Write(env, tuples, 3 * first, 3 * batch, kCiphertextBytes, bytes);
  }
  return 0;
}

// Plaintexts, 33 bytes each, zeros for the point at infinity; or, if only zeros are told, one byte each,
// 1 for the point at infinity.
JNIEXPORT jlong JNICALL Java_org_aureole_crypto_curve_NativeCurve_decrypt(
    JNIEnv* env, jclass, jbyteArray secret, jbyteArray ciphertexts, jint records, jboolean only_zeros,
    jbyteArray result) {
  if (!HasRecords(env, secret, 1, kScalarBytes) ||
      !HasRecords(env, ciphertexts, records, kCiphertextBytes) ||
      !HasRecords(env, result, records, only_zeros ? 1 : kPointBytes)) {
    return Refused(env, "decrypt");
  }
  Secret<kScalarBytes> x;
  Read(env, secret, 0, 1, kScalarBytes, x.bytes);
  std::uint8_t bytes[kChunk * kCiphertextBytes];
  Ciphertext decoded[kChunk];
  Point opened[kChunk];
  const std::size_t total = static_cast<std::size_t>(records);
  for (std::size_t at = 0; at < total; at += kChunk) {
    const std::size_t count = std::min(kChunk, total - at);
    Read(env, ciphertexts, at, count, kCiphertextBytes, bytes);
    CurveStatus status = DecodeCiphertexts(bytes, count, decoded);
    if (IsFine(status)) status = Open(x.bytes, count, decoded, opened);
    if (!IsFine(status)) return Outcome(status, at);
    bool is_zero[kChunk];
    for (std::size_t i = 0; i < count; i++) is_zero[i] = IsInfinity(opened[i]);
    if (only_zeros) {
      for (std::size_t i = 0; i < count; i++) bytes[i] = is_zero[i] ? 1 : 0;
      Write(env, result, at, count, 1, bytes);
    } else {
      for (std::size_t i = 0; i < count; i++) {
        if (is_zero[i]) opened[i] = Generator();  // Something that has coordinates.
      }
      status = EncodePoints(opened, count, 1, bytes);
      if (!IsFine(status)) return Outcome(status, at);
      for (std::size_t i = 0; i < count; i++) {
        if (is_zero[i]) std::memset(bytes + kPointBytes * i, 0, kPointBytes);
      }
      Write(env, result, at, count, kPointBytes, bytes);
    }
  }
  return 0;
}

}  // extern "C"
