#ifndef AUREOLE_WIPE_H
#define AUREOLE_WIPE_H

#include <cstddef>
#include <cstring>

namespace aureole {

// Overwrites memory with zeros in a way that the compiler keeps.
inline void Wipe(void* memory, std::size_t length) {
  std::memset(memory, 0, length);
  __asm__ __volatile__("" : : "r"(memory) : "memory");
}

}  // namespace aureole

#endif
