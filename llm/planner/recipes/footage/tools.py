"""The tool that makes each kind of step."""

EDIT_TOOLS = {
    "trim": "trim_video",
    "exaggerate": "exaggerate_faces",
    "grade": "grade_video",
    "zoom": "reframe_video",
    "shake": "shake_video",
    "speed": "retime_video",
    "freeze": "freeze_frame",
    "reverse": "reverse_video",
    "loop": "loop",
    "mute": "mute",
}
