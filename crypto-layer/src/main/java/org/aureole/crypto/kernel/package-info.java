/**
 * Loads the native kernels. They are an accelerator: Java owns every protocol and has a twin of
 * every kernel that gives the same bytes; the kernels own batches.
 */
package org.aureole.crypto.kernel;
