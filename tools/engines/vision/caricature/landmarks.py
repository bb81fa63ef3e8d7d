"""Points of a face, by their numbers in the MediaPipe face mesh.

Right is the person's own right, which is the picture's left.
"""

LIDS = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
)
BROWS = (
    (107, 66, 105, 63, 70, 55, 65, 52, 53, 46),
    (336, 296, 334, 293, 300, 285, 295, 282, 283, 276),
)
# Inner lips, from corner to corner, the lower under the upper.
UPPER_INNER = (191, 80, 81, 82, 13, 312, 311, 310, 415)
LOWER_INNER = (95, 88, 178, 87, 14, 317, 402, 318, 324)
UPPER_LIP = (
    *UPPER_INNER,
    185,
    40,
    39,
    37,
    0,
    267,
    269,
    270,
    409,
    184,
    74,
    73,
    72,
    11,
    302,
    303,
    304,
    408,
)
LOWER_LIP = (
    *LOWER_INNER,
    146,
    91,
    181,
    84,
    17,
    314,
    405,
    321,
    375,
    77,
    90,
    180,
    85,
    16,
    315,
    404,
    320,
    307,
)
CORNERS = ((61, 78, 76, 62), (291, 308, 306, 292))

# Forehead, bridge of the nose, corners of the eyes, temples: bone lies right under them.
BONY = (10, 67, 297, 109, 338, 151, 9, 8, 168, 6, 197, 195, 33, 133, 362, 263, 127, 356, 234, 454)

# What expresses: lids, brows and lips.
EXPRESSIVE = sorted({i for part in (*LIDS, *BROWS, *CORNERS, LOWER_LIP, UPPER_LIP) for i in part})
