#pragma once
#include <stddef.h>
#include <stdint.h>

/// libFuzzer's loop: feeds inputs to `one` until it is told to stop; gives the exit status.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*one)(const uint8_t *data, size_t size));
