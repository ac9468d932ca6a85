/**
 * Liquid Legions V2 and its Reach-Only form: reach and frequency among Duchies of which all but one
 * may collude. Every stage is a pure function of secrets that were drawn once and of what arrives.
 *
 * <p><b>Course.</b> Data providers encrypt the registers of their sketches to all Duchies together
 * ({@link org.aureole.crypto.llv2.RegisterEncryption}). Each Duchy adds noise ({@link
 * org.aureole.crypto.llv2.SetupPhase}). Then registers pass the ring of Duchies: worker after
 * worker, the aggregator last ({@link org.aureole.crypto.llv2.RingWorker}, {@link
 * org.aureole.crypto.llv2.RingAggregator}), once for a reach, three times for frequencies.
 *
 * <p><b>Guarantee.</b> Against parties that keep to the protocol and pool all they see, as long as
 * one Duchy does not: they see ciphertexts and numbers that carry noise. To that end this protocol
 * differs from the one it follows:
 *
 * <ul>
 *   <li>A flag is multiplied by every worker, by a secret for each flag, not by the aggregator. Who
 *       both chooses the factors and opens the products can divide them out again, and find the key
 *       by trying all.
 *   <li>So are the differences of a count to each frequency, by which the aggregator would
 *       otherwise learn counts above the largest frequency, on which there is no noise.
 *   <li>As flags are multiplied later, the aggregator weighs only what it adds up: the differences
 *       of keys, so that none that a data provider chose makes others cancel.
 *   <li>An index that opens to the point at infinity is an index like others. To fail would tell
 *       everybody what was opened.
 *   <li>The indexes of the blind histogram's noise are filled up to a fixed number. They need no
 *       flag of their own and no count that is sent along and opened.
 *   <li>Blinded indexes are also made fresh ciphertexts. A data provider could otherwise recognise
 *       its own registers by their randomness, wherever a Duchy shows them to it.
 *   <li>Both constant indexes of noise are always there, so that exactly two are subtracted,
 *       however many registers they have.
 * </ul>
 *
 * <p><b>What Duchies see.</b> The result is not confidential from them: noise protects the people
 * in it, not the result. By numbers of records alone,
 *
 * <ul>
 *   <li>every Duchy sees how many registers each data provider sent that sent to it, with the noise
 *       that the provider added; how many registers there are in all; and of frequencies, how many
 *       tuples, which is the noisy reach but for a number that everybody knows, and how many rows,
 *       which is how many registers have a frequency, noisy too;
 *   <li>the aggregator sees besides how many registers each Duchy sent, and how many indexes come
 *       from how many data providers, and opens the result.
 * </ul>
 *
 * <p>Each of these carries noise; {@link org.aureole.crypto.llv2.Llv2Noise} says which.
 *
 * <p><b>One input each.</b> That holds as long as no stage is run on a second input: the noise
 * would be the same, and the difference of two results without any. Who calls a stage pins what it
 * takes; see {@link org.aureole.crypto.llv2.DuchySecret}.
 *
 * <p><b>Timing.</b> Curve arithmetic is as constant-time as the kernel in use says ({@link
 * org.aureole.crypto.curve}). Around it, time depends on numbers of records, which Duchies see, and
 * in one party alone: on the noise that it draws; at the data provider, on which registers are
 * active and on what is hashed; at the aggregator, on what it opens. Nobody sends or sends back
 * anything within a stage, so that nobody else can time them more closely than a whole stage.
 */
package org.aureole.crypto.llv2;
