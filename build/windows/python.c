/* python.exe for the Windows runtime that is put together on Linux: the official DLL does all the work. */
#include <windows.h>

typedef int (*Main)(int, wchar_t **);

int wmain(int count, wchar_t **arguments)
{
    HMODULE library = LoadLibraryW(L"python311.dll");
    Main start = library ? (Main)(void *)GetProcAddress(library, "Py_Main") : NULL;
    return start ? start(count, arguments) : 127;
}
