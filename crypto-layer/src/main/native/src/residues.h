// Batches of arithmetic on vectors of residues modulo q <= 256, one byte each. Time does not depend
// on the elements. Pointers are of as many elements as are said; nothing is allocated.
#ifndef AUREOLE_RESIDUES_H
#define AUREOLE_RESIDUES_H

#include <cstddef>
#include <cstdint>

#include "sequence.h"

namespace aureole {

// vector[i] = vector[i] + u[i] mod q, u the next values of the sequence.
void AddUniform(std::uint8_t* vector, std::size_t count, int modulus, UniformSequence& sequence);

// values[i] = min(values[i], cap) - u[i] mod q; cap < q.
void MaskValues(std::uint8_t* values, std::size_t count, int cap, int modulus,
                UniformSequence& sequence);

// vector[i] = vector[i] * r[i] mod q, r the next values of the sequence.
void MultiplyNonZero(std::uint8_t* vector, std::size_t count, int modulus,
                     NonZeroSequence& sequence);

// sum[i] = sum[i] + addend[i] mod q. False if an addend is not below q; sum is then worthless.
bool AddResidues(std::uint8_t* sum, const std::uint8_t* addend, std::size_t count, int modulus);

// counts[v] += the number of i with first[i] + second[i] = v mod q. False if an element is not below
// q; counts, which has q elements, is then worthless.
bool CountSums(const std::uint8_t* first, const std::uint8_t* second, std::size_t count, int modulus,
               std::int32_t* counts);

}  // namespace aureole

#endif
