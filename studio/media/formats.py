"""What kinds of media files are opened, by the names that Pillow and FFmpeg have for them."""

PICTURES = ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF")  # of Pillow
SPOKEN = "PNG, JPEG, WebP, TIFF, GIF, MP4, MOV, WebM, MKV, AVI, WAV, FLAC, MP3, Ogg or AAC"

# FFmpeg's demuxers. Playlists (HLS, concat, DASH) and numbered pictures (image2) are left out: they
# would make it open other files and addresses. So are those of drawings (SVG) and of devices.
CONTAINERS = (
    *("mov", "matroska", "avi", "wav", "w64", "flac", "mp3", "ogg", "aac", "aiff"),
    *("mpegts", "mpeg", "flv", "gif"),
)
# FFmpeg's demuxers of Pillow's formats; of WebP there are two, which FFmpeg tells apart by content.
FFMPEG_READERS = {
    "PNG": "png_pipe",
    "JPEG": "jpeg_pipe",
    "MPO": "jpeg_pipe",
    "TIFF": "tiff_pipe",
    "BMP": "bmp_pipe",
}
STILLS = ("png_pipe", "jpeg_pipe", "webp_pipe", "webp_anim", "tiff_pipe", "bmp_pipe")

# FFmpeg's decoders: what cameras, telephones, editors and the web write. A codec of a game of 1995
# is seldom used and seldom tested; a stranger's file is not to be its first test.
_VIDEO_CODECS = (
    *("h264", "hevc", "av1", "libdav1d", "libaom-av1", "vp8", "vp9", "libvpx", "libvpx-vp9"),
    *("mpeg4", "mpeg2video", "mpegvideo", "mpeg1video", "msmpeg4", "msmpeg4v1", "msmpeg4v2"),
    *("wmv1", "wmv2", "wmv3", "vc1", "h261", "h263", "h263i", "h263p", "flv", "vp6", "vp6a"),
    *("vp6f", "theora", "mjpeg", "mjpegb", "prores", "dnxhd", "cfhd", "dvvideo", "ffv1"),
    *("huffyuv", "ffvhuff", "utvideo", "magicyuv", "qtrle", "rawvideo", "v210", "svq1", "svq3"),
    *("cinepak", "jpeg2000", "png", "webp", "webp_anim", "tiff", "bmp", "gif"),
)
_SOUND_CODECS = (
    *("aac", "aac_fixed", "aac_latm", "mp1", "mp1float", "mp2", "mp2float", "mp3", "mp3float"),
    *("ac3", "ac3_fixed", "eac3", "dca", "truehd", "flac", "alac", "vorbis", "libvorbis"),
    *("opus", "libopus", "speex", "libspeex", "wavpack", "wmav1", "wmav2", "wmapro", "amrnb"),
    *("amrwb", "libopencore_amrnb", "libopencore_amrwb", "gsm", "gsm_ms", "nellymoser"),
    *("adpcm_ima_qt", "adpcm_ima_wav", "adpcm_ms", "adpcm_swf", "adpcm_yamaha"),
    *("pcm_alaw", "pcm_mulaw", "pcm_bluray", "pcm_dvd", "pcm_s8", "pcm_u8", "pcm_s8_planar"),
    *("pcm_s16be", "pcm_s16le", "pcm_u16be", "pcm_u16le", "pcm_s24be", "pcm_s24le", "pcm_u24be"),
    *("pcm_u24le", "pcm_s32be", "pcm_s32le", "pcm_u32be", "pcm_u32le", "pcm_s64be", "pcm_s64le"),
    *("pcm_f32be", "pcm_f32le", "pcm_f64be", "pcm_f64le"),
    *("pcm_s16be_planar", "pcm_s16le_planar", "pcm_s24le_planar", "pcm_s32le_planar"),
)
CODECS = frozenset(_VIDEO_CODECS + _SOUND_CODECS)
