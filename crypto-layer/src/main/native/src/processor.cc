#include "processor.h"

#include <atomic>
#include <cstdint>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace aureole {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kAesInLeaf1Ecx = 1u << 25;
constexpr std::uint32_t kSse41InLeaf1Ecx = 1u << 19;
constexpr std::uint32_t kSsse3InLeaf1Ecx = 1u << 9;
constexpr std::uint32_t kOsxsaveInLeaf1Ecx = 1u << 27;
constexpr std::uint32_t kAvx512fInLeaf7Ebx = 1u << 16;
constexpr std::uint32_t kAvx512bwInLeaf7Ebx = 1u << 30;
constexpr std::uint32_t kVaesInLeaf7Ecx = 1u << 9;
// XMM, YMM, opmask, and both halves of ZMM: the state that the operating system must save.
constexpr std::uint32_t kAvx512State = 0xe6;

std::uint32_t SavedState() {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

AesPath Detect() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return AesPath::kPortable;
  const std::uint32_t wanted = kAesInLeaf1Ecx | kSse41InLeaf1Ecx | kSsse3InLeaf1Ecx;
  if ((c & wanted) != wanted) return AesPath::kPortable;
  const bool state_is_saved =
      (c & kOsxsaveInLeaf1Ecx) != 0 && (SavedState() & kAvx512State) == kAvx512State;
  if (!state_is_saved || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) return AesPath::kInstructions;
  const bool vector = (b & kAvx512fInLeaf7Ebx) != 0 && (b & kAvx512bwInLeaf7Ebx) != 0 &&
                      (c & kVaesInLeaf7Ecx) != 0;
  return vector ? AesPath::kVector : AesPath::kInstructions;
}
#else
AesPath Detect() { return AesPath::kPortable; }
#endif

// Not found out or chosen yet. Two threads that find out at once find the same.
constexpr int kUnknown = -1;
std::atomic<int> fastest{kUnknown};
std::atomic<int> chosen{kUnknown};

}  // namespace

AesPath FastestAesPath() {
  int path = fastest.load(std::memory_order_relaxed);
  if (path == kUnknown) {
    path = static_cast<int>(Detect());
    fastest.store(path, std::memory_order_relaxed);
  }
  return static_cast<AesPath>(path);
}

AesPath CurrentAesPath() {
  const int path = chosen.load(std::memory_order_relaxed);
  return path == kUnknown ? FastestAesPath() : static_cast<AesPath>(path);
}

bool UseAesPath(int path) {
  if (path < 0 || path > static_cast<int>(FastestAesPath())) return false;
  chosen.store(path, std::memory_order_relaxed);
  return true;
}

}  // namespace aureole
