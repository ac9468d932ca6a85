/** A party's private keys in a folder, encrypted at rest, for a market without a key service. */
package org.aureole.local.keys;
