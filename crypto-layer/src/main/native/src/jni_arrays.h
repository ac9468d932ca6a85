// What crosses the boundary to Java: arrays, pinned for the length of one short call and never copied
// whole. Java checks ranges and says what is wrong with them; here they are checked again, because a
// wrong one must not reach memory.
#ifndef AUREOLE_JNI_ARRAYS_H
#define AUREOLE_JNI_ARRAYS_H

#include <jni.h>

#include <cstddef>
#include <cstdint>

#include "aes.h"
#include "wipe.h"

namespace aureole {

inline void Refuse(JNIEnv* env, const char* what) {
  const jclass type = env->FindClass("java/lang/IllegalArgumentException");
  if (type != nullptr) env->ThrowNew(type, what);
}

// Whether [offset, offset + count) lies within the array.
inline bool Holds(JNIEnv* env, jarray array, jint offset, jint count) {
  if (array == nullptr || offset < 0 || count < 0) return false;
  return static_cast<std::int64_t>(offset) + count <= env->GetArrayLength(array);
}

// A copy of a seed, which is overwritten at the end.
class Seed {
 public:
  Seed(JNIEnv* env, jbyteArray seed) {
    valid_ = seed != nullptr && env->GetArrayLength(seed) == static_cast<jint>(kSeedBytes);
    if (valid_) {
      env->GetByteArrayRegion(seed, 0, static_cast<jint>(kSeedBytes), reinterpret_cast<jbyte*>(bytes_));
    }
  }
  ~Seed() { Wipe(bytes_, sizeof bytes_); }
  Seed(const Seed&) = delete;
  Seed& operator=(const Seed&) = delete;

  bool valid() const { return valid_; }
  const std::uint8_t* bytes() const { return bytes_; }

 private:
  bool valid_;
  std::uint8_t bytes_[kSeedBytes] = {};
};

enum class Access { kRead, kWrite };

// The elements of an array, pinned. While one exists, no other function of the JNI may be called.
template <typename T>
class Pinned {
 public:
  Pinned(JNIEnv* env, jarray array, Access access)
      : env_(env), array_(array), access_(access), elements_(env->GetPrimitiveArrayCritical(array, nullptr)) {}
  ~Pinned() {
    if (elements_ != nullptr) {
      env_->ReleasePrimitiveArrayCritical(array_, elements_, access_ == Access::kRead ? JNI_ABORT : 0);
    }
  }
  Pinned(const Pinned&) = delete;
  Pinned& operator=(const Pinned&) = delete;

  explicit operator bool() const { return elements_ != nullptr; }
  T* at(jint offset) const { return static_cast<T*>(elements_) + offset; }

 private:
  JNIEnv* env_;
  jarray array_;
  Access access_;
  void* elements_;
};

}  // namespace aureole

#endif
