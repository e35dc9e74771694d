/* Made by tests/reference/maps.py; do not edit. */
static const double multi_z[240] = {
    0.620943, -0.827903, -0.851235, -0.439964, -1.971275, 3.735243, -0.698649, -6.620435,
    -4.236221, -0.813238, -0.330603, -0.798692, -0.069124, 2.648526, -0.514596, 2.400747,
    -2.646633, 0.038386, -0.401625, -0.564706, -1.415034, -0.075063, 2.061188, -1.738746,
    -2.373223, 2.663821, -5.767998, -2.410072, -0.786737, -1.193391, 6.020205, 1.262365,
    -2.631869, -3.881334, -0.571808, -2.883264, -0.379068, 1.97793, 0.716772, 0.052896,
    0.321642, 5.530587, -1.514503, -1.576192, 4.424174, 2.155119, -1.305584, -3.594227,
    -1.073114, 0.163675, -2.158982, -2.184459, 2.340894, 2.198997, -1.90093, 3.272288,
    3.222313, -3.626937, 1.79068, -4.384507, 3.316252, -0.365403, -0.23976, 1.137168,
    1.313542, -0.741951, -2.769429, 4.963589, -0.506012, -0.57858, 2.923075, 0.924473,
    0.022816, 0.295583, 0.533578, -5.351957, 0.706139, 3.022923, -0.920855, 2.822315,
    0.823998, -3.797817, -1.832519, -0.607639, -6.630575, -0.387558, -1.091569, 2.696872,
    5.973036, 0.997681, 4.845001, -3.243236, 2.386513, 3.120539, 0.014461, -1.664706,
    -0.971863, -0.187903, -2.308762, 2.70655, -5.535114, 1.800792, -1.744549, 0.208299,
    -5.990721, 1.843011, -2.458746, 4.361925, 3.067576, -0.9198, 0.516644, -1.253227,
    -2.725018, -1.424972, 1.288573, -0.068879, 0.770945, -1.353011, -0.950336, 1.779175,
    -2.827202, 4.89208, 0.515469, 2.576509, -3.835535, 0.783537, -1.932997, -6.448519,
    1.807276, -3.133099, -2.807754, 3.208909, 2.247398, -3.367414, -0.46659, -4.13555,
    -0.405383, 3.752449, -4.842994, -1.162991, 0.597292, 1.256988, -0.284444, -0.022761,
    4.744234, 1.168173, -6.049864, 0.480078, 1.99097, 0.375206, 1.362029, -1.853657,
    3.713996, 5.874863, -0.33454, 0.917823, 0.730963, -0.294811, 3.083523, 1.29023,
    0.726429, -4.825989, 2.138617, -0.967399, -1.782519, -1.115623, 2.322366, -2.807444,
    3.441443, 1.566618, -4.546332, 2.455712, -4.118603, -1.105409, 1.349453, 0.356896,
    -4.571207, -0.463094, 1.967124, 2.19588, -0.128695, -1.850589, 4.865531, -0.714674,
    -2.669278, 4.293234, -1.260162, 0.376335, -1.103841, 1.630521, -0.398003, 4.548663,
    -1.072418, 0.987987, 1.595473, 4.784762, 0.591827, -0.422686, 3.881968, 3.489181,
    0.509198, 0.498476, 2.107456, -2.09294, -5.134139, -2.52099, -0.62639, -1.142449,
    0.244297, 0.724123, -2.328463, 2.482903, 0.101396, -2.556794, -5.000943, 0.071624,
    -0.926437, -0.005729, -0.155939, -2.538464, 3.678526, 1.684227, 1.091781, 1.385572,
    0.046163, 0.487192, -2.818638, 0.272596, 2.177506, 2.628372, -0.625085, -1.292104,
    -4.392125, 2.09309, -1.730433, -0.076749, 0.273386, 2.071178, 3.364748, -0.474792,
};
static const int32_t multi_y[60] = {
    1, 1, 2, 3, 2, 1, 1, 2,
    3, 1, 1, 2, 1, 3, 0, 0,
    3, 2, 1, 1, 2, 2, 0, 0,
    3, 3, 1, 0, 2, 3, 3, 1,
    3, 0, 1, 3, 1, 2, 1, 3,
    3, 2, 1, 2, 3, 2, 1, 1,
    3, 3, 2, 1, 3, 3, 2, 0,
    3, 0, 1, 2,
};
static const double multi_w[60] = {
    1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0,
    3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0,
    2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0,
    1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0,
    3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0,
    2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0,
    1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0,
    3.0, 1.0, 2.0, 3.0,
};
static const double multi_T = 1.7887448624203656;
static const double multi_se = 2.9760644259646432e-1;
static const double multi_before = 1.0507279406418499;
static const double multi_after = 9.3587653135985702e-1;
static const double multi_lr = 1.3782169113839147e+1;
static const double multi_p = 2.0527528205136354e-4;
static const double multi_importance_T = 1.8369744404724843;
static const double multi_importance_se = 3.5880865283558949e-1;
static const double multi_importance_before = 1.0792346056805826;
static const double multi_importance_after = 9.5461491131474663e-1;
static const double multi_importance_lr = 2.9908726647800641e+1;
static const double multi_importance_p = 4.528699626868934e-8;
static const double multi_frequency_T = 1.8369744404724843;
static const double multi_frequency_se = 2.2519984252487542e-1;
static const double multi_frequency_before = 1.0792346056805826;
static const double multi_frequency_after = 9.5461491131474663e-1;
static const double multi_frequency_lr = 2.9908726647800641e+1;
static const double multi_frequency_p = 4.528699626868934e-8;
static const double rest_slope[4] = {
    0.89449045930982839, 0.5019389155259415, 0.48043968972384865, 0.52176872803792661,
};
static const double rest_slope_se[4] = {
    0.28214361421166764, 0.11052445813335741, 0.14297809810492941, 0.15366061293584605,
};
static const double rest_intercept[4] = {
    -1.2166825915390407, -0.14349641556062191, -0.29065378585279247, 0.083511783571600983,
};
static const double rest_intercept_se[4] = {
    0.4782922803438492, 0.34236496244002767, 0.36557898115094695, 0.44887968973692205,
};
static const double rest_after = 8.7357230030159482e-1;
static const double vector_weights[4] = {
    1.0464642717167044, 0.54133007004338699, 0.42920783555488931, 0.5667419527536831,
};
static const double vector_bias[4] = {
    -1.4982238354823111, 0.4813325780277532, 0.44992180155642175, 0.56696945589813611,
};
static const double vector_weights_se[4] = {
    0.31442988106097119, 0.15633384485807046, 0.15302725308311082, 0.187591044079623,
};
static const double vector_bias_se[4] = {
    0.423978674337053, 0.28632395868672226, 0.29471433077059775, 0.30164080970177958,
};
static const double vector_before = 1.0507279406418499;
static const double vector_after = 8.5947738727651882e-1;
static const double vector_lr = 2.2950066403839731e+1;
static const double vector_p = 1.7390742539543253e-3;
static const double vector_importance_weights[4] = {
    1.1191618508143463, 0.68493226043846469, 0.41466521781071167, 0.42133877738099201,
};
static const double vector_importance_bias[4] = {
    -1.6977749806535242, 0.26624282517163091, 0.65552015650235323, 0.77601199897954008,
};
static const double vector_importance_weights_se[4] = {
    0.37335032113158415, 0.16642896841799361, 0.1685622585729901, 0.17662819676810966,
};
static const double vector_importance_bias_se[4] = {
    0.49913189996147412, 0.33934599455474777, 0.30000915501345246, 0.31481556737393545,
};
static const double vector_importance_before = 1.0792346056805826;
static const double vector_importance_after = 8.5156883301402623e-1;
static const double vector_importance_lr = 5.4639785439973537e+1;
static const double vector_importance_p = 1.757114155414937e-9;
static const double vector_frequency_weights[4] = {
    1.1191618508143463, 0.68493226043846469, 0.41466521781071167, 0.42133877738099201,
};
static const double vector_frequency_bias[4] = {
    -1.6977749806535242, 0.26624282517163091, 0.65552015650235323, 0.77601199897954008,
};
static const double vector_frequency_weights_se[4] = {
    0.24600211987192681, 0.12839904580170006, 0.10508635956016927, 0.10927895632977956,
};
static const double vector_frequency_bias_se[4] = {
    0.33193202330838295, 0.23796731650813267, 0.20088961438971445, 0.20244824526577867,
};
static const double vector_frequency_before = 1.0792346056805826;
static const double vector_frequency_after = 8.5156883301402623e-1;
static const double vector_frequency_lr = 5.4639785439973537e+1;
static const double vector_frequency_p = 1.757114155414937e-9;
static const double isotonic_rest_first[60] = {
    0.31025473546701502, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    0.0, 0.0, 0.0, 0.63911376224968044, 0.0, 0.0, 0.87155963302752294, 0.62913907284768212,
    0.0, 0.0, 0.0, 0.0, 0.54285714285714286, 0.0, 0.82608695652173913, 0.43940795559666975,
    0.0, 0.0, 0.0, 0.87155963302752294, 0.0, 0.0, 0.0, 0.0,
    0.0, 0.87155963302752294, 0.0, 0.0, 0.85106382978723404, 0.28901734104046243, 0.0, 0.0,
    0.0, 0.0, 0.34395365677045619, 0.0, 0.0, 0.0, 0.0, 0.0,
    0.0, 0.0, 0.0, 0.0, 0.0, 0.2626865671641791, 0.0, 0.49080388510022732,
    0.0, 0.43940795559666975, 0.0, 0.0,
};
static const double isotonic_rest_after = 6.6973574612790266e-1;
static const double binary_z[50] = {
    0.857127, -1.25048, -0.207079, -0.506968, -2.378493, -2.370683, -2.725475, 5.163409,
    -3.308421, -0.669525, -1.590705, 1.021639, 0.8174, -0.229163, -0.702864, -3.307783,
    -0.886854, 0.130253, 1.092418, 2.942295, 1.34059, -0.866342, 0.091592, 2.206545,
    -0.51145, -1.771302, -0.843545, 0.028399, -0.742677, 0.046507, -1.749475, -0.968915,
    -1.098711, -1.782245, -3.947142, -0.738735, 0.568797, 1.047613, -3.045095, 2.03805,
    -1.568811, -2.642101, -1.133515, 1.415638, 1.13737, -5.392706, -0.21822, 0.65388,
    0.091632, -0.173788,
};
static const int32_t binary_y[50] = {
    1, 0, 1, 1, 0, 0, 0, 1,
    0, 0, 0, 1, 0, 0, 0, 0,
    0, 0, 1, 1, 1, 0, 1, 1,
    0, 1, 0, 0, 0, 1, 0, 1,
    0, 0, 0, 0, 1, 0, 0, 0,
    0, 0, 0, 0, 1, 0, 0, 0,
    1, 1,
};
static const double binary_w[50] = {
    1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0,
    3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0,
    2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0,
    1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0,
    3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0,
    2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0,
    1.0, 2.0,
};
static const double binary_T = 1.0260637062531331;
static const double binary_se = 3.0595394345390709e-1;
static const double binary_before = 4.9884251254850212e-1;
static const double binary_after = 4.9877248619782648e-1;
static const double binary_lr = 7.0026350675634941e-3;
static const double binary_p = 9.3330946865780766e-1;
static const double isotonic_new[10] = {
    -30.0, -3.5, -1.0, -0.25, 0.0, 0.125, 0.5, 1.5,
    2.0, 40.0,
};
static const double isotonic_fitted[50] = {
    0.625, 0.125, 0.6, 0.33333333333333333, 0.0, 0.0, 0.0, 1.0,
    0.0, 0.125, 0.125, 0.625, 0.6, 0.33333333333333333, 0.125, 0.0,
    0.125, 0.6, 0.625, 1.0, 0.625, 0.125, 0.6, 1.0,
    0.125, 0.125, 0.125, 0.6, 0.125, 0.6, 0.125, 0.125,
    0.125, 0.0, 0.0, 0.125, 0.6, 0.625, 0.0, 0.625,
    0.125, 0.0, 0.125, 0.625, 0.625, 0.0, 0.33333333333333333, 0.6,
    0.6, 0.6,
};
static const double isotonic_at[10] = {
    0.0, 0.0, 0.125, 0.33333333333333333, 0.6, 0.6, 0.6, 0.625,
    0.625, 1.0,
};
static const double isotonic_after = 3.9920975320687696e-1;
static const double isotonic_weighted_fitted[50] = {
    0.66666666666666667, 0.12903225806451613, 0.6, 0.2, 0.0, 0.0, 0.0, 1.0,
    0.0, 0.12903225806451613, 0.12903225806451613, 0.66666666666666667, 0.6, 0.2, 0.12903225806451613, 0.0,
    0.12903225806451613, 0.6, 0.7, 1.0, 0.7, 0.12903225806451613, 0.6, 1.0,
    0.12903225806451613, 0.12903225806451613, 0.12903225806451613, 0.6, 0.12903225806451613, 0.6, 0.12903225806451613, 0.12903225806451613,
    0.12903225806451613, 0.0, 0.0, 0.12903225806451613, 0.6, 0.66666666666666667, 0.0, 0.7,
    0.12903225806451613, 0.0, 0.12903225806451613, 0.7, 0.7, 0.0, 0.2, 0.6,
    0.6, 0.6,
};
static const double isotonic_weighted_at[10] = {
    0.0, 0.0, 0.12903225806451613, 0.2, 0.6, 0.6, 0.6, 0.7,
    0.7, 1.0,
};
static const double isotonic_weighted_after = 3.8192731313774713e-1;
static const double platt_slope = 9.1800063725504916e-1;
static const double platt_intercept = -4.4988468496222132e-1;
static const double platt_slope_se = 2.8829510365929487e-1;
static const double platt_intercept_se = 3.6056351140887752e-1;
static const double platt_before = 4.9884251254850212e-1;
static const double platt_after = 4.8250577643112516e-1;
static const double platt_lr = 1.6336736117376959;
static const double platt_p = 4.4182703109073029e-1;
static const double platt_importance_slope = 1.0386236092730167;
static const double platt_importance_intercept = -3.8643144692436962e-1;
static const double platt_importance_slope_se = 3.0380303140030507e-1;
static const double platt_importance_intercept_se = 3.829840552081878e-1;
static const double platt_importance_before = 4.7563773675867565e-1;
static const double platt_importance_after = 4.6350658632797491e-1;
static const double platt_importance_lr = 2.4019677852787466;
static const double platt_importance_p = 3.0089801488101357e-1;
static const double platt_frequency_slope = 1.0386236092730167;
static const double platt_frequency_intercept = -3.8643144692436962e-1;
static const double platt_frequency_slope_se = 2.2011635405637013e-1;
static const double platt_frequency_intercept_se = 2.6051438176326554e-1;
static const double platt_frequency_before = 4.7563773675867565e-1;
static const double platt_frequency_after = 4.6350658632797491e-1;
static const double platt_frequency_lr = 2.4019677852787466;
static const double platt_frequency_p = 3.0089801488101357e-1;
static const double platt_smoothed_slope = 7.6877006761573667e-1;
static const double platt_smoothed_intercept = -4.5676208060602859e-1;
static const double platt_smoothed_slope_se = 2.0940261977016435e-1;
static const double platt_smoothed_intercept_se = 3.1004815207829986e-1;
static const double platt_smoothed_before = 4.9884251254850212e-1;
static const double platt_smoothed_after = 4.8509866154062758e-1;
static const double platt_smoothed_lr = 1.3743851007874538;
static const double platt_smoothed_p = 5.0298619710918845e-1;
static const double platt_smoothed_frequency_slope = 9.392727611367876e-1;
static const double platt_smoothed_frequency_intercept = -3.9118701562822631e-1;
static const double platt_smoothed_frequency_slope_se = 1.8170404653733559e-1;
static const double platt_smoothed_frequency_intercept_se = 2.3834295503865151e-1;
static const double platt_smoothed_frequency_before = 4.7563773675867565e-1;
static const double platt_smoothed_frequency_after = 4.6447087756023995e-1;
static const double platt_smoothed_frequency_lr = 2.2110381212902689;
static const double platt_smoothed_frequency_p = 3.3103900831812274e-1;
static const double signed_beta = -2.3755068495265774e-1;
