// org.aureole.crypto.kernel.NativeLibrary
#include "jni_arrays.h"
#include "processor.h"

using aureole::Access;
using aureole::KeyStream;
using aureole::Pinned;
using aureole::Seed;

namespace {
// Raised whenever a signature or what a function does changes; NativeLibrary.VERSION is the same.
constexpr jint kVersion = 1;
}  // namespace

extern "C" {

JNIEXPORT jint JNICALL Java_org_aureole_crypto_kernel_NativeLibrary_version(JNIEnv*, jclass) {
  return kVersion;
}

JNIEXPORT jboolean JNICALL Java_org_aureole_crypto_kernel_NativeLibrary_curveIsThere(JNIEnv*, jclass) {
#ifdef AUREOLE_HAS_CURVE
  return JNI_TRUE;
#else
  return JNI_FALSE;
#endif
}

JNIEXPORT jint JNICALL Java_org_aureole_crypto_kernel_NativeLibrary_fastestAesPath(JNIEnv*, jclass) {
  return static_cast<jint>(aureole::FastestAesPath());
}

JNIEXPORT jboolean JNICALL Java_org_aureole_crypto_kernel_NativeLibrary_useAesPath(JNIEnv*, jclass,
                                                                                   jint path) {
  return aureole::UseAesPath(path) ? JNI_TRUE : JNI_FALSE;
}

JNIEXPORT void JNICALL Java_org_aureole_crypto_kernel_NativeLibrary_expand(
    JNIEnv* env, jclass, jbyteArray seed, jlong position, jbyteArray target, jint offset,
    jint length) {
  const Seed secret(env, seed);
  if (!secret.valid() || position < 0 || !aureole::Holds(env, target, offset, length)) {
    return aureole::Refuse(env, "a seed, a position or a range of bytes is not one");
  }
  KeyStream stream(secret.bytes(), static_cast<std::uint64_t>(position));
  const Pinned<std::uint8_t> bytes(env, target, Access::kWrite);
  if (bytes) stream.Fill(bytes.at(offset), static_cast<std::size_t>(length));
}

}  // extern "C"
