/**
 * NIST P-256 in batches: one interface, {@link org.aureole.crypto.curve.CurveKernel}, a twin of it
 * on BouncyCastle, and what belongs to scalars and points.
 *
 * <p><b>Timing.</b> Constant-time in the values: the range check of scalars, their expansion from a
 * seed, and the comparison of {@link org.aureole.crypto.curve.SecretScalar}. <b>Not</b>
 * constant-time: everything in {@link org.aureole.crypto.curve.BouncyCastleKernel}. Its
 * multiplications of a prepared point read every entry of a table alike, but those of other points
 * choose their steps by the digits of the scalar, and the field arithmetic underneath branches. The
 * twin is for parties whose hosts nobody shares, for tests, and for platforms without native code.
 * Hashing to the curve depends in its number of tries on what is hashed, in every implementation.
 */
package org.aureole.crypto.curve;
