/** What a measurement costs of a privacy budget, and how costs compose. */
package org.aureole.crypto.budget;
