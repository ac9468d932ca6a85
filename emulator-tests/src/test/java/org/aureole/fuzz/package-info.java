/**
 * Fuzzing of every byte that another party controls, by <a
 * href="https://github.com/CodeIntelligenceTesting/jazzer">Jazzer</a>.
 *
 * <p>Each class {@code …FuzzTest} is one target with one method {@code fuzz}. {@code scripts/test
 * fuzz} runs every target on the inputs that are kept under {@code
 * src/test/resources/org/aureole/fuzz/…FuzzTestInputs/fuzz}: seeds made from valid messages, and
 * every input that ever failed. {@code scripts/fuzz} mutates them for as long as it is told to, and
 * keeps what fails in the same folder, so that {@code scripts/test} finds it from then on.
 *
 * <p>A target asserts more than that nothing is thrown. {@link org.aureole.fuzz.Hostile} holds the
 * rules: whatever the input, it is taken or refused with a {@code DomainException} that is to be
 * rejected (never a fault of our own, never one to be tried again), whose text is short and names
 * no class; the work allocates no more memory than its bound; and each target adds what it knows to
 * be true of what was taken, such as that it prints and parses to itself.
 *
 * <p>How a new target joins:
 *
 * <ol>
 *   <li>Write {@code ThingFuzzTest} with {@code @FuzzTest void fuzz(byte[] input)} and
 *       {@code @Tag("fuzz")}. State and keys are fixed ({@link org.aureole.fuzz.FixedParty}), so
 *       that seeds can hold signatures that verify. Nothing outside a temporary folder may change.
 *   <li>Add its seeds to {@link org.aureole.fuzz.Seeds} and write them by {@code scripts/fuzz
 *       --seeds}: a few valid inputs that lead deep. Words of the format go into a dictionary,
 *       {@code @DictionaryFile}.
 *   <li>Run {@code scripts/fuzz Thing --seconds 60}. It finds targets by their file names.
 *   <li>Fix what it finds. The failing input stays; name it after what it showed, and write a test
 *       of its own where the name does not say enough.
 * </ol>
 */
package org.aureole.fuzz;
