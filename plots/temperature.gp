# The NLL of the scores divided by a temperature, and where it is least.
#
# $curve              temperature nll
# BEST_T, BEST_NLL    the minimum
# USED_T, USED_NLL    the temperature that was applied, if APPLIED, else the minimum
# UNIT_NLL            the NLL at T = 1; UNIT is its unit, and of what: CASE, "row" or "cell"

W = 540.; H = 420.; LEFT = 84.; RIGHT = 522.; TOP = 72.       # pixels
x(px) = px / W
y(px) = 1 - px / H
eval terminal(W, H)

set logscale x 2
set xrange [X_LOW:X_HIGH]
set yrange [Y_LOW:Y_HIGH]
unset key

if (is_text) {
    if (FORMAT eq 'ascii') {
        set xlabel "temperature (log)"
    }
    plot $curve using 1:2 with lines, \
        $curve using 1:(BEST_NLL) every 2 with dots
    exit
}

set lmargin at screen x(LEFT)
set rmargin at screen x(RIGHT)
set tmargin at screen y(TOP)
set bmargin at screen y(H - 62)
set label 1 TITLE at screen x(LEFT), y(22.) left noenhanced font heading_font textcolor rgb ink
set label 2 sprintf("%sT = %.4g saves %.4f %s a %s: NLL %.4f instead of %.4f", \
    APPLIED ? "applied " : "", USED_T, UNIT_NLL - USED_NLL, UNIT, CASE, USED_NLL, UNIT_NLL) \
    at screen x(LEFT), y(46.) left font small_font textcolor rgb grey
set label 6 APPLIED ? sprintf("open circle: the best of these very rows, T = %.4g", BEST_T) : "" \
    at screen x(LEFT), y(61.) left font small_font textcolor rgb grey
set label 3 sprintf("NLL (%s)", UNIT) at screen x(18.), y(0.5*(TOP + H - 62)) center rotate by 90 textcolor rgb ink
set xlabel "temperature T (log)" textcolor rgb ink
set xtics format "%g"
set ytics format "%.4g"

# The saving, as a bracket at T = 1.
side = USED_T < 1 ? -1 : 1
set arrow 1 from first 1, first UNIT_NLL to first 1, first USED_NLL heads size screen 0.008, 90 front \
    linecolor rgb ink linewidth 1.2
set arrow 2 from first 1, first USED_NLL to first USED_T, first USED_NLL nohead linecolor rgb ink linewidth 1.2 dashtype (3, 4)
set label 4 "T = 1" at first 1, first UNIT_NLL offset -1.2*side, 0 front textcolor rgb ink
if (side > 0) { set label 4 right } else { set label 4 left }
set label 5 sprintf("T = %.4g", USED_T) at first USED_T, first USED_NLL center offset 0, -1.1 front textcolor rgb ink

plot $curve using 1:2 with lines linecolor rgb blue linewidth 2.2, \
    "+" using (1):(UNIT_NLL) every ::0::0 with points pointtype 6 pointsize 1 linecolor rgb red linewidth 2, \
    "+" using (USED_T):(USED_NLL) every ::0::0 with points pointtype 7 pointsize 1 linecolor rgb blue, \
    "+" using (APPLIED ? BEST_T : NaN):(BEST_NLL) every ::0::0 with points pointtype 6 pointsize 0.8 linecolor rgb grey linewidth 1.5
