package org.aureole.crypto.curve;

import java.util.List;

/**
 * Batches of work on NIST P-256: all the curve arithmetic that the sketch protocols need, one call
 * for many records. Thread-safe: calls may run at once on several threads, and each uses one.
 *
 * <p>Every method is a pure function of its arguments, so that all implementations give the same
 * bytes. Randomness is the caller's. G is the generator, q the order; groups are written
 * additively.
 *
 * <p>Records have a fixed size and follow each other without separators:
 *
 * <ul>
 *   <li><i>scalar</i>, 32 bytes, big-endian, in [1, q);
 *   <li><i>point</i>, 33 bytes, compressed as in SEC 1: 02 or 03, then x big-endian. This is what
 *       travels. The point at infinity has no such form and is refused everywhere;
 *   <li><i>ciphertext</i>, 66 bytes, the points u ‖ e. Under the secret x it hides e − x·u;
 *   <li><i>affine point</i>, 64 bytes, x ‖ y, both big-endian. Stays within one party: plaintexts,
 *       which thus need no square root. Not the point at infinity either.
 * </ul>
 *
 * <p>Points and ciphertexts may come from a peer: each is checked to be on the curve. Methods that
 * take them throw
 *
 * <ul>
 *   <li>PROTOCOL_VIOLATION if the length is not a multiple of the record's, naming the argument;
 *   <li>PROTOCOL_VIOLATION if a record is not a point of the curve, naming the argument and the
 *       position of the first such record, counted from 0;
 *   <li>PROTOCOL_VIOLATION if a result is the point at infinity, naming the first record that leads
 *       to it. With fresh randomness an honest peer's record leads there with probability 2⁻²⁵⁶.
 * </ul>
 *
 * <p>Scalars, affine points, and numbers of records that do not match are the caller's own: errors
 * in them are INTERNAL. Arguments are never changed and nothing is returned on an error. An empty
 * batch gives an empty result.
 */
public interface CurveKernel {
  int SCALAR_BYTES = 32;
  int POINT_BYTES = 33;
  int CIPHERTEXT_BYTES = 2 * POINT_BYTES;
  int AFFINE_BYTES = 64;

  /** The size of a tuple of {@link #joinGroups}: three ciphertexts. */
  int TUPLE_BYTES = 3 * CIPHERTEXT_BYTES;

  /**
   * The most subtrahends of {@link #blindDifferences}. The native twin keeps the row of one
   * ciphertext on the stack, secrets among it.
   */
  int MAXIMUM_SUBTRAHENDS = 96;

  /** A short name for logs, such as {@code java}. */
  String name();

  /** G, prepared. */
  PreparedPoint generator();

  /**
   * Reckons tables by which multiples of one point are found fast; worth it from some hundred
   * multiples on.
   *
   * @param point one point, 33 bytes
   */
  PreparedPoint prepare(byte[] point);

  /** Checks that each record is a point of the curve. */
  void requirePoints(byte[] points);

  /**
   * Hashes each text to the curve: x is the 512-bit big-endian number SHA-256(01 ‖ s) ‖ SHA-256(02
   * ‖ s) modulo the field's prime; if x³ − 3x + b is a square, the point is x with the even root;
   * otherwise again with s the least big-endian bytes of x (none for 0).
   *
   * <p>Not constant-time: the number of tries, 2 on average, depends on the text.
   *
   * @param texts s of each point, any bytes
   * @return an affine point for each text
   */
  byte[] hashToCurve(List<byte[]> texts);

  /**
   * s·B for each scalar s.
   *
   * @param base B
   * @return an affine point for each scalar
   */
  byte[] multiply(PreparedPoint base, byte[] scalars);

  /**
   * ElGamal encryption: (r·G, M + r·Y) for each plaintext M with its own r.
   *
   * @param key Y
   * @param plaintexts M, affine points
   * @param randomness r, a scalar for each plaintext
   * @return a ciphertext for each plaintext
   */
  byte[] encrypt(PreparedPoint key, byte[] plaintexts, byte[] randomness);

  /**
   * Encryptions of the point at infinity: (r·G, r·Y) for each r.
   *
   * @param key Y
   * @param randomness r, one scalar for each ciphertext wanted
   */
  byte[] encryptZero(PreparedPoint key, byte[] randomness);

  /**
   * (u + r·G, e + r·Y) for each ciphertext with its own r: the same plaintexts, unlinkable.
   *
   * @param key Y, the key under which the plaintexts are encrypted
   * @param ciphertexts from a peer
   * @param randomness r, a scalar for each ciphertext
   */
  byte[] rerandomise(PreparedPoint key, byte[] ciphertexts, byte[] randomness);

  /**
   * Takes one layer of encryption off and multiplies what remains by a secret: (k·u, k·(e − x·u)).
   *
   * @param secret x, the share of the key whose layer is taken off
   * @param multipliers k: one scalar for all ciphertexts, or one for each
   * @param ciphertexts from a peer
   * @return a ciphertext for each one, of k·M under the rest of the key
   */
  byte[] blind(SecretScalar secret, byte[] multipliers, byte[] ciphertexts);

  /**
   * {@link #blind} with a fresh encryption of zero added: (k·u + r·G, k·(e − x·u) + r·Z), which is
   * unlinkable to the input whatever the party that made it knows.
   *
   * @param rest Z, the public key of those whose layers remain
   * @param randomness r, a scalar for each ciphertext
   */
  byte[] blindAndRerandomise(
      SecretScalar secret,
      byte[] multipliers,
      PreparedPoint rest,
      byte[] ciphertexts,
      byte[] randomness);

  /**
   * Differences to public points, blinded: for each ciphertext and each of J subtrahends S_j, (k·u,
   * k·(e − x·u − S_j)) with a k of its own.
   *
   * @param secret x, the share of the key whose layer is taken off
   * @param subtrahends S_1 … S_J, affine points, J at most {@link #MAXIMUM_SUBTRAHENDS}
   * @param multipliers k, a scalar for each result: J for the first ciphertext, J for the second, …
   * @param ciphertexts from a peer
   * @return J ciphertexts for each one, in the order of the multipliers
   */
  byte[] blindDifferences(
      SecretScalar secret, byte[] subtrahends, byte[] multipliers, byte[] ciphertexts);

  /**
   * Joins registers that share an index. For a group of g registers with key ciphertexts K_0 …
   * K_(g−1) and count ciphertexts N_0 … N_(g−1), all sums by component:
   *
   * <pre>
   * D = Σ_(j≥1) ρ_j·(K_j − K_0)
   * A = D + Enc(0)
   * B = D + C − K_0 + Enc(0)
   * N = Σ_j N_j + Enc(0)
   * </pre>
   *
   * <p>with Enc(0) = (r·G, r·Y) fresh in each, and C a public point. A hides zero if all keys are
   * equal; B hides zero if all keys are C. Neither hides zero otherwise, whatever points the keys
   * are, but with a probability of about 2^-256: whoever chose a key did not know the weights. With
   * weights of one, the key 2·X − C of one register would tell whether another's is X, in a class
   * of tuples that no noise hides.
   *
   * @param key Y
   * @param marker C, one affine point
   * @param groupSizes g of each group, at least 1 each; their sum is the number of registers
   * @param keys the key ciphertexts, group after group, from a peer
   * @param counts the count ciphertexts, in the same order, from a peer
   * @param weights ρ, a scalar for each register in the same order; that of a group's first is not
   *     used
   * @param randomness 3 scalars for each group, for A, B and N
   * @return a tuple A ‖ B ‖ N of 198 bytes for each group
   */
  byte[] joinGroups(
      PreparedPoint key,
      byte[] marker,
      int[] groupSizes,
      byte[] keys,
      byte[] counts,
      byte[] weights,
      byte[] randomness);

  /**
   * The plaintext e − x·u of each ciphertext.
   *
   * @param secret x
   * @param ciphertexts from a peer
   * @return a point for each ciphertext; 33 zero bytes for the point at infinity
   */
  byte[] decrypt(SecretScalar secret, byte[] ciphertexts);

  /**
   * Whether each ciphertext hides the point at infinity, e = x·u.
   *
   * @param secret x
   * @param ciphertexts from a peer
   * @return for each ciphertext one byte, 1 if it does and 0 if not
   */
  byte[] zeroTest(SecretScalar secret, byte[] ciphertexts);
}
