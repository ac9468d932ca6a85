// What this processor can do, found out at run time.
#ifndef AUREOLE_PROCESSOR_H
#define AUREOLE_PROCESSOR_H

namespace aureole {

// Ways to compute AES, each faster than the one before it and all with the same result.
enum class AesPath : int {
  kPortable = 0,     // arithmetic in GF(2^8), no tables; any processor
  kInstructions = 1,  // the AES instructions of x86-64, eight blocks at a time
  kVector = 2,        // VAES with 512-bit registers, sixteen blocks at a time
};

// The fastest way that this processor and its operating system have.
AesPath FastestAesPath();

// The way in use: the fastest one, unless UseAesPath chose another.
AesPath CurrentAesPath();

// Chooses a way for all later calls, for tests. False, without effect, if it is not to be had.
bool UseAesPath(int path);

}  // namespace aureole

#endif
