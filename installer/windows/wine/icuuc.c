/* Stand-in for a DLL that Windows 10 has and wine lacks. Only for verify_real.sh, never packed.
   Qt asks ICU for text encodings that it has no converter for: this one offers none at all. */

#include <stddef.h>

#define EXPORT __declspec(dllexport)
/* An unreachable function: without a converter there is nothing to call it with. */
#define UNREACHABLE(name) EXPORT void name(void) { __builtin_trap(); }

typedef int UErrorCode;
enum { U_FILE_ACCESS_ERROR = 4 };

EXPORT void *ucnv_open(const char *name, UErrorCode *error)
{
    (void)name;
    *error = U_FILE_ACCESS_ERROR;
    return NULL;
}

EXPORT int ucnv_countAvailable(void) { return 0; }

EXPORT const char *ucnv_getAvailableName(int index)
{
    (void)index;
    return NULL;
}

EXPORT const char *ucnv_getStandardName(const char *name, const char *standard, UErrorCode *error)
{
    (void)name;
    (void)standard;
    *error = U_FILE_ACCESS_ERROR;
    return NULL;
}

EXPORT void ucnv_close(void *converter) { (void)converter; }

UNREACHABLE(UCNV_FROM_U_CALLBACK_SUBSTITUTE)
UNREACHABLE(UCNV_TO_U_CALLBACK_SUBSTITUTE)
UNREACHABLE(ucnv_cbFromUWriteUChars)
UNREACHABLE(ucnv_cbToUWriteUChars)
UNREACHABLE(ucnv_fromUCountPending)
UNREACHABLE(ucnv_fromUnicode)
UNREACHABLE(ucnv_getFromUCallBack)
UNREACHABLE(ucnv_getMaxCharSize)
UNREACHABLE(ucnv_getName)
UNREACHABLE(ucnv_getToUCallBack)
UNREACHABLE(ucnv_reset)
UNREACHABLE(ucnv_setFromUCallBack)
UNREACHABLE(ucnv_setToUCallBack)
UNREACHABLE(ucnv_toUCountPending)
UNREACHABLE(ucnv_toUnicode)
