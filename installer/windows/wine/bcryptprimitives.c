/* Stand-in for a DLL that Windows has and wine 8.0 lacks. Only for verify_real.sh, never packed.
   Libraries written in Rust take random numbers from it. */

#include <stddef.h>

/* The exported name of RtlGenRandom in advapi32.dll. */
__declspec(dllimport) unsigned char SystemFunction036(void *buffer, unsigned long length);

__declspec(dllexport) int ProcessPrng(void *buffer, size_t length)
{
    return SystemFunction036(buffer, (unsigned long)length);
}
