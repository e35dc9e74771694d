# Histogram of the confidence, split into rows that were right and rows that were wrong.  The two
# vertical lines, mean confidence and accuracy, coincide for a model that is calibrated on average.
#
# $bins    one row per bin that is not empty: low high count accuracy; index 1: after the map
# CASES    what is counted, "rows" or "cells"
# SCOPES   1, or 2: a panel for each index

W = 540.; LEFT = 74.; RIGHT = 522.; PANEL = 220.; STEP = 262.; TOP = 122.       # pixels
H = TOP + (SCOPES - 1)*STEP + PANEL + 62.
x(px) = px / W
y(px) = 1 - px / H
eval terminal(W, H)

x_name = POSITIVE ? "predicted probability" : "confidence"
right_name = POSITIVE ? "positive" : "right"
wrong_name = POSITIVE ? "negative" : "wrong"
said_name = POSITIVE ? "mean probability" : "mean confidence"
was_name = POSITIVE ? "observed frequency" : "accuracy"
set xrange [0:1]
set yrange [0:COUNT_HIGH*(is_text ? 1 : 1.05)]

if (is_text) {
    if (FORMAT eq 'ascii') {
        set xlabel x_name; set ylabel CASES; set key bmargin center horizontal width 3
    }
    set style fill solid 1 border
    plot $bins index SCOPES-1 using (0.5*($1 + $2)):3:1:2:(0):3 with boxxyerror fillstyle empty title wrong_name, \
        $bins index SCOPES-1 using (0.5*($1 + $2)):($3*$4):1:2:(0):($3*$4) with boxxyerror fillstyle solid 1 title right_name
    exit
}

set multiplot
set lmargin at screen x(LEFT)
set rmargin at screen x(RIGHT)
set label 1 TITLE at screen x(LEFT), y(22.) left noenhanced font heading_font textcolor rgb ink
set key at screen x(LEFT - 6), y(58.) left center horizontal Left reverse samplen 1.4 width -3 maxrows 2 textcolor rgb ink
set ytics ("0" 0, thousands(COUNT_HIGH) COUNT_HIGH)
set grid noxtics noytics

inset(low, high) = high - low > 0.07 ? 0.004 : 0.06*(high - low)
do for [scope = 1:SCOPES] {
    top = TOP + (scope - 1)*STEP
    said = scope == 1 ? SAID : SAID_AFTER
    was = scope == 1 ? WAS : WAS_AFTER
    set tmargin at screen y(top)
    set bmargin at screen y(top + PANEL)
    set label 2 CASES at screen x(20.), y(top + 0.5*PANEL) center rotate by 90 textcolor rgb ink
    set label 3 (SCOPES == 1 ? "" : scope == 1 ? "before: " : "after: ").\
        sprintf("%s %.4f, %s %.4f", said_name, said, was_name, was) \
        at screen x(LEFT), y(top - 20.) left font small_font textcolor rgb grey
    set xtics 0, 0.2, 1 format (scope == SCOPES ? "%.1f" : "")
    if (scope == SCOPES) { set xlabel x_name textcolor rgb ink }
    plot $bins index scope-1 using (0.5*($1 + $2)):3:($1 + inset($1, $2)):($2 - inset($1, $2)):($3*$4):3 \
            with boxxyerror linecolor rgb red fillstyle solid 0.75 noborder title wrong_name, \
        $bins index scope-1 using (0.5*($1 + $2)):3:($1 + inset($1, $2)):($2 - inset($1, $2)):(0):($3*$4) \
            with boxxyerror linecolor rgb blue fillstyle solid 1 noborder title right_name, \
        "+" using (said):(0):(0):(COUNT_HIGH*1.05) every ::0::0 \
            with vectors nohead linecolor rgb ink linewidth 1.6 dashtype (6, 4) title said_name, \
        "+" using (was):(0):(0):(COUNT_HIGH*1.05) every ::0::0 \
            with vectors nohead linecolor rgb ink linewidth 1.6 title was_name
    unset label 1
    unset key
}
unset multiplot
