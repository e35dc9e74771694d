# Reliability diagram: accuracy against confidence in bins, how far each bin is from the diagonal,
# and below how many rows it holds.
#
# $before, $after   one row per bin that is not empty:
#                   low high count confidence accuracy accuracy_low accuracy_high
# $band             edges of the band in which a calibrated model would lie: confidence low high
# $curve            a curve through the last of them, and where the truth lies: x y low high;
#                   two scopes leave no room for that band
# BAND              is there one?
# CASES             what is counted, "rows" or "cells"
# CURVE             what it is called, "" if there is none
# CURVE_BAND        is it known where the truth lies?
# SCOPES            1, or 2: draw $before and $after

W = 540.; H = 712.; LEFT = 74.; RIGHT = 522.; TOP = 100.       # pixels
x(px) = px / W
y(px) = 1 - px / H
eval terminal(W, H)

x_name = POSITIVE ? "predicted probability" : "confidence"
y_name = POSITIVE ? "observed frequency" : "accuracy"
set xrange [0:1]
set yrange [0:1]

if (is_text) {
    if (FORMAT eq 'ascii') {
        set key bottom right
        set xlabel x_name
        set ylabel y_name
    }
    set errorbars 0
    plot x with dots title "calibrated", \
        $after using 4:5:1:2:6:7 with xyerrorbars pointtype 6 pointsize 0 title "bins"
    exit
}

set multiplot
set lmargin at screen x(LEFT)
set rmargin at screen x(RIGHT)

# ---- heading, outside the panel so that it never covers data
percent = sprintf("%g %%", 100*LEVEL)
ece = SCOPES == 2 ? sprintf("ECE %.4f before, %.4f after", ECE, ECE_AFTER) : sprintf("ECE %.4f", ECE)
null_mean = SCOPES == 2 ? ECE_AFTER_NULL_MEAN : ECE_NULL_MEAN
null_high = SCOPES == 2 ? ECE_AFTER_NULL_HIGH : ECE_NULL_HIGH
null = sprintf(" (if calibrated %.4f, %s below %.4f)", null_mean, percent, null_high)
heading = ECE != ECE ? "" : null_mean != null_mean ? ece : ece.null
set label 1 TITLE at screen x(LEFT), y(22.) left noenhanced font heading_font textcolor rgb ink
set label 2 heading at screen x(LEFT), y(46.) left font small_font textcolor rgb grey
set label 3 y_name at screen x(20.), y(TOP + 0.5*(RIGHT - LEFT)) center rotate by 90 textcolor rgb ink

# ---- accuracy against confidence
set tmargin at screen y(TOP)
set bmargin at screen y(TOP + RIGHT - LEFT)
set xtics 0, 0.2, 1 format ""
set ytics 0, 0.2, 1 format "%.1f"
# Every entry gets the room of the longest, "if calibrated", which stands last and needs it not.
set key at screen x(LEFT - 6), y(74.) left center horizontal Left reverse samplen 1.4 width (BAND ? -6 : -1) maxrows 1 textcolor rgb ink

# Many bins want a lighter hand.
point_size = BINS > 40 ? 0.4 : 0.7
if (BINS > 40) set errorbars 0
gap_colour = SCOPES == 2 ? muted : red
dark = "#223c55"
line_before = SCOPES == 2 ? muted : blue
name_before = SCOPES == 2 ? "before" : "accuracy"
point_before = SCOPES == 2 ? 4 : 7

plot $band using 1:2:3 with filledcurves fillcolor rgb "#bbbbbb" fillstyle solid 0.55 noborder notitle, \
    $curve using 1:(SCOPES == 1 ? $3 : NaN):4 with filledcurves fillcolor rgb blue fillstyle transparent solid 0.13 noborder notitle, \
    $before using (0.5*($1 + $2)):(0.5*($4 + $5)):1:2:4:5 with boxxyerror \
        fillcolor rgb gap_colour fillstyle transparent solid 0.25 noborder \
        title "gap", \
    x with lines linecolor rgb grey linewidth 1 dashtype (8, 5) notitle, \
    $before using 4:5:6:7 with yerrorbars pointtype point_before pointsize point_size \
        linecolor rgb line_before linewidth 1.2 title name_before, \
    $curve using 1:2 with lines linecolor rgb dark linewidth 1.3 title CURVE, \
    $after using 4:(SCOPES == 2 ? $5 : NaN):6:7 with yerrorbars pointtype 7 pointsize point_size \
        linecolor rgb blue linewidth 1.2 title (SCOPES == 2 ? "after" : ""), \
    NaN with boxes fillcolor rgb blue fillstyle transparent solid 0.13 noborder \
        title (SCOPES == 1 && CURVE_BAND ? percent." band" : ""), \
    NaN with boxes fillcolor rgb "#bbbbbb" fillstyle solid 0.55 noborder \
        title (BAND ? "if calibrated" : "")

# ---- rows per bin
unset label
set label COUNT_LOG ? CASES." (log)" : CASES at screen x(20.), y(H - 104) center rotate by 90 textcolor rgb ink
unset key
set tmargin at screen y(TOP + RIGHT - LEFT + 16)
set bmargin at screen y(H - 62)
set xtics 0, 0.2, 1 format "%.1f"
set xlabel x_name textcolor rgb ink
set grid noxtics
if (COUNT_LOG) {
    set logscale y
    set yrange [0.7:COUNT_HIGH*1.3]
    set ytics ("1" 1, "100" 100, "10,000" 10000, "10^6" 1e6, "10^8" 1e8)
} else {
    set yrange [0:COUNT_HIGH*1.05]
    set ytics ("0" 0, thousands(COUNT_HIGH) COUNT_HIGH)
}
floor = COUNT_LOG ? 0.7 : 0
inset(low, high) = high - low > 0.07 ? 0.004 : 0.06*(high - low)
plot $before using (0.5*($1 + $2)):3:($1 + inset($1, $2)):($2 - inset($1, $2)):(floor):3 with boxxyerror \
        fillcolor rgb line_before fillstyle solid (SCOPES == 2 ? 0.45 : 0.8) noborder notitle, \
    $after using (0.5*($1 + $2)):(SCOPES == 2 ? $3 : NaN):($1 + inset($1, $2)):($2 - inset($1, $2)):(floor):3 with boxxyerror \
        linecolor rgb blue linewidth 1.4 fillstyle empty notitle
unset multiplot
