"""Info.plist of Sketchpose.app, beside the name and version that PyInstaller writes."""

TYPE = "org.sketchpose.project"

INFO_PLIST: dict[str, object] = {
    "CFBundleIdentifier": "org.sketchpose.sketchpose",
    "CFBundleDisplayName": "Sketchpose",
    "CFBundleDocumentTypes": [
        {
            "CFBundleTypeName": "Sketchpose project",
            "CFBundleTypeRole": "Editor",
            "CFBundleTypeIconFile": "sketchpose.icns",
            "LSHandlerRank": "Owner",
            "LSItemContentTypes": [TYPE],
        }
    ],
    "UTExportedTypeDeclarations": [
        {
            "UTTypeIdentifier": TYPE,
            "UTTypeDescription": "Sketchpose project",
            "UTTypeIconFile": "sketchpose.icns",
            "UTTypeConformsTo": ["public.data", "public.archive"],
            "UTTypeTagSpecification": {
                "public.filename-extension": ["sketchpose"],
                "public.mime-type": ["application/x-sketchpose-project"],
            },
        }
    ],
    "LSApplicationCategoryType": "public.app-category.education",
    "NSHighResolutionCapable": True,
    "NSRequiresAquaSystemAppearance": False,  # follows dark mode
    "NSHumanReadableCopyright": "BSD 3-Clause, the Sketchpose developers",
}


def info_plist(minimum: str) -> dict[str, object]:
    """Return the property list of a program that needs at least this version of macOS."""
    return INFO_PLIST | {"LSMinimumSystemVersion": minimum}
