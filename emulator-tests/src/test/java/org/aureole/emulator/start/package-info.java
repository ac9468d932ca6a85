/** How long a function takes from the start of its process to its first answer. */
package org.aureole.emulator.start;
