// org.aureole.crypto.hmss.NativeResidueKernels
#include "jni_arrays.h"
#include "residues.h"
#include "shuffle.h"

namespace {

using aureole::Access;
using aureole::BoundedDraws;
using aureole::Holds;
using aureole::KeyStream;
using aureole::NonZeroSequence;
using aureole::Pinned;
using aureole::Refuse;
using aureole::Seed;
using aureole::SequenceState;
using aureole::UniformSequence;

using Bytes = Pinned<std::uint8_t>;
using Ints = Pinned<std::int32_t>;

constexpr jint kUniformState = 3;
constexpr jint kNonZeroState = 4;
// Far above what any sequence reaches, and far below where sums of two such numbers overflow.
constexpr jlong kStateLimit = jlong{1} << 60;

bool IsModulus(jint modulus) { return modulus >= 2 && modulus <= aureole::kMaximumByteModulus; }

// Reads how a sequence stands; false if that is no state, or fewer values than count are missing.
bool ReadState(JNIEnv* env, jlongArray array, jlong* state, jint length, jint count) {
  if (array == nullptr || count < 0 || env->GetArrayLength(array) != length) return false;
  env->GetLongArrayRegion(array, 0, length, state);
  for (jint i = 0; i < length; i++) {
    if (state[i] < 0 || state[i] > kStateLimit) return false;
  }
  return state[length - 1] >= count;
}

SequenceState Uniform(const jlong* state) {
  return {static_cast<std::uint64_t>(state[0]), static_cast<std::uint64_t>(state[1]),
          static_cast<std::uint64_t>(state[2])};
}

void Store(const SequenceState& from, jlong* state) {
  state[0] = static_cast<jlong>(from.position);
  state[1] = static_cast<jlong>(from.unread);
  state[2] = static_cast<jlong>(from.missing);
}

}  // namespace

extern "C" {

JNIEXPORT void JNICALL Java_org_aureole_crypto_hmss_NativeResidueKernels_addUniform(
    JNIEnv* env, jclass, jbyteArray seed, jlongArray state, jbyteArray vector, jint offset,
    jint count, jint modulus) {
  const Seed secret(env, seed);
  jlong stands[kUniformState];
  if (!secret.valid() || !IsModulus(modulus) || !Holds(env, vector, offset, count) ||
      !ReadState(env, state, stands, kUniformState, count)) {
    return Refuse(env, "addUniform");
  }
  {
    UniformSequence sequence(secret.bytes(), Uniform(stands), modulus);
    const Bytes elements(env, vector, Access::kWrite);
    if (!elements) return;
    aureole::AddUniform(elements.at(offset), static_cast<std::size_t>(count), modulus, sequence);
    Store(sequence.state(), stands);
  }
  env->SetLongArrayRegion(state, 0, kUniformState, stands);
}

JNIEXPORT void JNICALL Java_org_aureole_crypto_hmss_NativeResidueKernels_maskValues(
    JNIEnv* env, jclass, jbyteArray seed, jlongArray state, jbyteArray values, jint offset,
    jint count, jint cap, jint modulus) {
  const Seed secret(env, seed);
  jlong stands[kUniformState];
  if (!secret.valid() || !IsModulus(modulus) || cap < 0 || cap >= modulus ||
      !Holds(env, values, offset, count) || !ReadState(env, state, stands, kUniformState, count)) {
    return Refuse(env, "maskValues");
  }
  {
    UniformSequence sequence(secret.bytes(), Uniform(stands), modulus);
    const Bytes elements(env, values, Access::kWrite);
    if (!elements) return;
    aureole::MaskValues(elements.at(offset), static_cast<std::size_t>(count), cap, modulus, sequence);
    Store(sequence.state(), stands);
  }
  env->SetLongArrayRegion(state, 0, kUniformState, stands);
}

JNIEXPORT void JNICALL Java_org_aureole_crypto_hmss_NativeResidueKernels_multiplyNonZero(
    JNIEnv* env, jclass, jbyteArray seed, jlongArray state, jbyteArray vector, jint offset,
    jint count, jint modulus) {
  const Seed secret(env, seed);
  jlong stands[kNonZeroState];
  if (!secret.valid() || !IsModulus(modulus) || !Holds(env, vector, offset, count) ||
      !ReadState(env, state, stands, kNonZeroState, count)) {
    return Refuse(env, "multiplyNonZero");
  }
  {
    NonZeroSequence sequence(secret.bytes(), Uniform(stands),
                             static_cast<std::uint64_t>(stands[kNonZeroState - 1]), modulus);
    const Bytes elements(env, vector, Access::kWrite);
    if (!elements) return;
    aureole::MultiplyNonZero(elements.at(offset), static_cast<std::size_t>(count), modulus, sequence);
    Store(sequence.uniform_state(), stands);
    stands[kNonZeroState - 1] = static_cast<jlong>(sequence.missing());
  }
  env->SetLongArrayRegion(state, 0, kNonZeroState, stands);
}

JNIEXPORT jboolean JNICALL Java_org_aureole_crypto_hmss_NativeResidueKernels_addResidues(
    JNIEnv* env, jclass, jbyteArray sum, jint sum_offset, jbyteArray addend, jint addend_offset,
    jint count, jint modulus) {
  if (!IsModulus(modulus) || !Holds(env, sum, sum_offset, count) ||
      !Holds(env, addend, addend_offset, count)) {
    Refuse(env, "addResidues");
    return JNI_FALSE;
  }
  const Bytes sums(env, sum, Access::kWrite);
  const Bytes addends(env, addend, Access::kRead);
  if (!sums || !addends) return JNI_FALSE;
  return aureole::AddResidues(sums.at(sum_offset), addends.at(addend_offset),
                              static_cast<std::size_t>(count), modulus)
             ? JNI_TRUE
             : JNI_FALSE;
}

JNIEXPORT jboolean JNICALL Java_org_aureole_crypto_hmss_NativeResidueKernels_countSumsOf(
    JNIEnv* env, jclass, jbyteArray first, jbyteArray second, jint count, jint modulus,
    jintArray counts) {
  if (!IsModulus(modulus) || !Holds(env, first, 0, count) || !Holds(env, second, 0, count) ||
      !Holds(env, counts, 0, modulus)) {
    Refuse(env, "countSums");
    return JNI_FALSE;
  }
  const Bytes left(env, first, Access::kRead);
  const Bytes right(env, second, Access::kRead);
  const Ints totals(env, counts, Access::kWrite);
  if (!left || !right || !totals) return JNI_FALSE;
  return aureole::CountSums(left.at(0), right.at(0), static_cast<std::size_t>(count), modulus,
                            totals.at(0))
             ? JNI_TRUE
             : JNI_FALSE;
}

JNIEXPORT void JNICALL Java_org_aureole_crypto_hmss_NativeResidueKernels_countLabels(
    JNIEnv* env, jclass, jbyteArray seed, jlong position, jint count, jintArray counts) {
  const Seed secret(env, seed);
  if (!secret.valid() || position < 0 || count < 0 ||
      !Holds(env, counts, 0, static_cast<jint>(aureole::kBuckets))) {
    return Refuse(env, "countLabels");
  }
  KeyStream stream(secret.bytes(), static_cast<std::uint64_t>(position));
  const Ints totals(env, counts, Access::kWrite);
  if (totals) aureole::CountLabels(stream, static_cast<std::size_t>(count), totals.at(0));
}

JNIEXPORT jboolean JNICALL Java_org_aureole_crypto_hmss_NativeResidueKernels_placeElements(
    JNIEnv* env, jclass, jbyteArray seed, jlong position, jbyteArray elements, jint offset,
    jint count, jbyteArray placed, jintArray ends) {
  const Seed secret(env, seed);
  if (!secret.valid() || position < 0 || !Holds(env, elements, offset, count) ||
      !Holds(env, placed, 0, 0) || !Holds(env, ends, 0, static_cast<jint>(aureole::kBuckets))) {
    Refuse(env, "placeElements");
    return JNI_FALSE;
  }
  const std::size_t length = static_cast<std::size_t>(env->GetArrayLength(placed));
  KeyStream stream(secret.bytes(), static_cast<std::uint64_t>(position));
  const Bytes from(env, elements, Access::kRead);
  const Bytes to(env, placed, Access::kWrite);
  const Ints next(env, ends, Access::kWrite);
  if (!from || !to || !next) return JNI_FALSE;
  return aureole::PlaceElements(stream, from.at(offset), static_cast<std::size_t>(count), to.at(0),
                                length, next.at(0))
             ? JNI_TRUE
             : JNI_FALSE;
}

JNIEXPORT jlong JNICALL Java_org_aureole_crypto_hmss_NativeResidueKernels_shuffleBuckets(
    JNIEnv* env, jclass, jbyteArray seed, jlong position, jbyteArray placed, jint start,
    jintArray ends, jint from, jint to) {
  const Seed secret(env, seed);
  jint bounds[aureole::kBuckets];
  if (!secret.valid() || position < 0 || from < 0 || to < from ||
      to > static_cast<jint>(aureole::kBuckets) || !Holds(env, placed, start, 0) ||
      !Holds(env, ends, 0, static_cast<jint>(aureole::kBuckets))) {
    Refuse(env, "shuffleBuckets");
    return 0;
  }
  env->GetIntArrayRegion(ends, 0, static_cast<jint>(aureole::kBuckets), bounds);
  for (jint bucket = from, before = start; bucket < to; before = bounds[bucket++]) {
    if (bounds[bucket] < before || !Holds(env, placed, before, bounds[bucket] - before)) {
      Refuse(env, "shuffleBuckets: a bucket is not within the elements");
      return 0;
    }
  }
  BoundedDraws draws(secret.bytes(), static_cast<std::uint64_t>(position));
  const Bytes elements(env, placed, Access::kWrite);
  if (!elements) return 0;
  for (jint bucket = from, before = start; bucket < to; before = bounds[bucket++]) {
    aureole::ShuffleBucket(draws, elements.at(before), static_cast<std::size_t>(bounds[bucket] - before));
  }
  return static_cast<jlong>(draws.words());
}

}  // extern "C"
