"""A window on the frame that moves: it is enlarged to the whole frame, to fractions of a pixel."""

FRAME = "(on-1)"  # the number of the frame, from 0: the filter counts from 1


def window(zoom: str, x: str, y: str, roll: str = "0") -> str:
    """A `perspective` filter that shows the window of 1/zoom of the frame around (x, y).

    All four are FFmpeg expressions, in FRAME. x, y: the window's middle, 0
    to 1 of the frame; where the window would leave the frame, it is moved in. roll: its turn in
    radians, for which the caller leaves room. `crop` and `zoompan` move by whole pixels, which is
    seen to jitter in a slow move; this filter does not.
    """
    corners = []
    for number, (right, down) in enumerate([(-1, -1), (1, -1), (-1, 1), (1, 1)]):
        setup = (
            f"st(0,1/max(1,{zoom}));st(1,clip({x},ld(0)/2,1-ld(0)/2));"
            f"st(2,clip({y},ld(0)/2,1-ld(0)/2));st(3,{roll});"
            # half of the window's width and height in pixels, towards this corner
            f"st(4,{right}*W*ld(0)/2);st(5,{down}*H*ld(0)/2);"
        )
        # The filter puts a pixel's middle at its corner: half a pixel, as large as it is shown.
        centre = "+0.5*ld(0)-0.5"
        corners.append(f"x{number}='{setup}W*ld(1)+ld(4)*cos(ld(3))-ld(5)*sin(ld(3)){centre}'")
        corners.append(f"y{number}='{setup}H*ld(2)+ld(4)*sin(ld(3))+ld(5)*cos(ld(3)){centre}'")
    return f"perspective={':'.join(corners)}:interpolation=cubic:sense=source:eval=frame"
