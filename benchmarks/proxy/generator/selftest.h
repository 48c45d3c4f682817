/* Laws of the parts that count and read; each one that does not hold is a line on stderr. */
#ifndef SELFTEST_H
#define SELFTEST_H

/* How many do not hold. */
int selftest(void);

#endif
