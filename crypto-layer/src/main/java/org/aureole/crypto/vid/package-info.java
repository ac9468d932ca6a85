/** The order of virtual ids and the part of it that a measurement samples. */
package org.aureole.crypto.vid;
