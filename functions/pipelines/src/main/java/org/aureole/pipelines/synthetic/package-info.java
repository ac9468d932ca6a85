/** Synthetic events whose true answers are known. */
package org.aureole.pipelines.synthetic;
